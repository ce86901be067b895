import { RouteClock } from '../route-clock.js';

interface Appointment {
  at: number;
  call: () => void;
}

/** A clock that goes when it is told to. */
export class HandClock extends RouteClock {
  private time = 10_000;
  private appointments: Appointment[] = [];

  override now(): number {
    return this.time;
  }

  override wall(): number {
    return 1_700_000_000_000 + this.time;
  }

  override after(delayMs: number, call: () => void): () => void {
    const appointment = { at: this.time + delayMs, call };
    this.appointments.push(appointment);
    return () => {
      this.appointments = this.appointments.filter((other) => other !== appointment);
    };
  }

  /** Lets time pass, with everything that is due on the way; then whatever follows from it at once. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.settle();
    for (let next = this.nextUntil(until); next; next = this.nextUntil(until)) {
      this.time = next.at;
      this.appointments = this.appointments.filter((other) => other !== next);
      next.call();
      await this.settle();
    }
    this.time = until;
  }

  private nextUntil(until: number): Appointment | undefined {
    return this.appointments.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }

  private async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}
