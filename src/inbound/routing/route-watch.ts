import { Injectable } from '@nestjs/common';
import { Knowledge, Proof } from './knowledge.js';
import type { RouteChange } from './route-change.js';
import { RouteClock } from './route-clock.js';
import { accountKey } from './route-key.js';

/** One reading of the database, and what was announced while it went on. */
export class WatchedRead {
  private readonly touched = new Set<string | number>();
  /** One for everything that was read together: it is looked at with each call. */
  private readonly untouched: Knowledge;

  constructor(
    readonly startedAt: number,
    session: Proof | null,
  ) {
    this.untouched = new Knowledge(session ?? new Proof(startedAt), startedAt);
  }

  /** A change that the reading may or may not have seen. */
  note(change: RouteChange): void {
    for (const name of namesOf(change)) this.touched.add(name);
  }

  knowledgeOfNumber(id: number): Knowledge {
    return this.knowledgeOf(id);
  }

  knowledgeOfWorkflow(id: number): Knowledge {
    return this.knowledgeOf(-id);
  }

  knowledgeOfAccount(key: string): Knowledge {
    return this.knowledgeOf(key);
  }

  private knowledgeOf(name: string | number): Knowledge {
    return this.touched.has(name) ? this.untouched.doubted() : this.untouched;
  }
}

/** Ids of numbers and workflows have different signs, so that both fit in one set. */
function namesOf(change: RouteChange): readonly (string | number)[] {
  if (change.kind === 'account') return [accountKey(change.account.provider, change.account.accountId)];
  return change.kind === 'number' ? change.ids : change.ids.map((id) => -id);
}

/** Whether changes are being listened to, and which readings go on meanwhile. */
@Injectable()
export class RouteWatch {
  private current: Proof | null = null;
  private last: Proof | null = null;
  private readonly reads = new Set<WatchedRead>();

  constructor(private readonly clock: RouteClock) {}

  /** What this session of listening proves; null while nobody listens. */
  get session(): Proof | null {
    return this.current;
  }

  /** How long ago it was last proven that no change has been missed; null when it never was. */
  get silenceMs(): number | null {
    return this.last && this.clock.now() - this.last.at;
  }

  begin(session: Proof): void {
    this.current = session;
    this.last = session;
  }

  end(): void {
    this.current = null;
  }

  /** Runs a reading and tells how far its result can be relied on. */
  async during<T>(read: (watched: WatchedRead) => Promise<T>): Promise<T> {
    const watched = new WatchedRead(this.clock.now(), this.session);
    this.reads.add(watched);
    try {
      return await read(watched);
    } finally {
      this.reads.delete(watched);
    }
  }

  note(change: RouteChange): void {
    for (const read of this.reads) read.note(change);
  }
}
