import process from 'node:process';

/** Longer than any attempt at a carrier may take. A second signal does not wait. */
const PATIENCE_MS = 40_000;

type Step = () => Promise<unknown>;

/**
 * Ends the process in order, whenever it is told to: what was started last is stopped first. Exists before anything is
 * started, so that a signal during a long start leaves no database server behind.
 */
export class OrderlyStop {
  private readonly steps: Step[] = [];
  private stopping: Promise<void> | null = null;

  /** Listens for SIGTERM and SIGINT from now on. */
  constructor() {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.exit());
  }

  /** Adds what must be stopped; called with it already running or about to. */
  add(step: Step): void {
    this.steps.unshift(step);
  }

  /** Stops everything that was added. A step that fails does not keep the others from running. */
  run(): Promise<void> {
    this.stopping ??= this.runSteps();
    return this.stopping;
  }

  private async runSteps(): Promise<void> {
    for (const step of this.steps) {
      await step().catch((error: unknown) => process.stderr.write(`While stopping: ${String(error)}\n`));
    }
  }

  private async exit(): Promise<void> {
    if (this.stopping) process.exit(1);
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await this.run();
    process.exit(0);
  }
}
