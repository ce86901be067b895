import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { AppConfig } from '../../config/app-config.js';
import type { Proof } from './knowledge.js';
import type { RouteChange } from './route-change.js';
import { RouteClock } from './route-clock.js';
import { accountKey } from './route-key.js';
import { PAGE, RouteLoader } from './route-loader.js';
import { RouteMemory } from './route-memory.js';
import type { AccountKey } from './route-rows.js';
import { RouteWatch } from './route-watch.js';

/** Announcements come in bursts, and one statement serves many, milliseconds. */
const GATHER_MS = 10;
const RETRY_MS = 500;
/** Entries that are looked at before others have their turn. */
const AT_ONCE = 2_000;
/** Announced numbers that are not held wait for their first call when so many others wait already. */
const LONGEST_QUEUE = 50_000;

/**
 * Keeps memory equal to the database: what is announced is doubted at once and read again in the background, so that it
 * is known before the database can go away.
 */
@Injectable()
export class RouteRefresher {
  private readonly logger = new Logger(RouteRefresher.name);
  private readonly numbers = new Set<number>();
  private readonly workflows = new Set<number>();
  private readonly accounts = new Map<string, AccountKey>();
  private running: Promise<void> | null = null;
  private filledUnder: Proof | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly loader: RouteLoader,
    private readonly memory: RouteMemory,
    private readonly watch: RouteWatch,
    private readonly clock: RouteClock,
  ) {}

  /** Takes note of an announced change. */
  note(change: RouteChange): void {
    this.watch.note(change);
    this.memory.forgetAbsent();
    if (change.kind === 'account') this.noteAccount(change.account);
    else for (const id of change.ids) this[change.kind === 'number' ? 'noteNumber' : 'noteWorkflow'](id);
    this.start();
  }

  /** Listening has begun, or begun again: everything has to be read once, because changes may have gone unheard. */
  begin(session: Proof): void {
    this.watch.begin(session);
    this.start();
  }

  /** Listening has ended. What is held is as good as it was then. */
  end(): void {
    this.watch.end();
  }

  private noteNumber(id: number): void {
    const isHeld = this.memory.numberById(id) !== undefined;
    this.memory.doubtNumber(id);
    if (isHeld || this.numbers.size < LONGEST_QUEUE) this.numbers.add(id);
  }

  private noteWorkflow(id: number): void {
    if (!this.memory.workflow(id)) return;
    this.memory.doubtWorkflow(id);
    this.workflows.add(id);
  }

  private noteAccount(account: AccountKey): void {
    this.memory.doubtAccount(account);
    this.accounts.set(accountKey(account.provider, account.accountId), account);
  }

  private start(): void {
    this.running ??= this.run().finally(() => (this.running = null));
  }

  private async run(): Promise<void> {
    await this.clock.sleep(GATHER_MS);
    for (let { session } = this.watch; session; { session } = this.watch) {
      try {
        if (this.filledUnder !== session) await this.fill(session);
        else if (!(await this.readNext())) return;
      } catch (error) {
        this.logger.debug(describeSafely(error), 'Routes could not be read; they are read again shortly');
        await this.clock.sleep(RETRY_MS);
      }
    }
  }

  /** Reads everything once under a session: accounts, the numbers that can be called, and the others that are held. */
  private async fill(session: Proof): Promise<void> {
    const { cacheSize } = this.config.routes;
    await this.loader.allAccounts(cacheSize);
    let last: number | null = 0;
    for (let read = 0; last !== null && read < cacheSize && this.watch.session === session; read += PAGE) {
      last = await this.loader.numbersAfter(last);
    }
    await this.noteUnread(session);
    this.filledUnder = session;
  }

  /** Numbers that are held and were on no page: nobody can call them any more, or there are too many. */
  private async noteUnread(session: Proof): Promise<void> {
    let count = 0;
    for (const entry of this.memory.allNumbers()) {
      if (!entry.restsOn(session)) this.numbers.add(entry.row.id);
      count += 1;
      if (count % AT_ONCE === 0) await nextTurn();
    }
  }

  /** @returns whether there was anything to read */
  private async readNext(): Promise<boolean> {
    const [account] = this.accounts.entries();
    if (account) await this.readAccount(...account);
    else if (this.workflows.size > 0) await this.readBatch(this.workflows, (ids) => this.loader.workflows(ids));
    else if (this.numbers.size > 0) await this.readBatch(this.numbers, (ids) => this.loader.numbers(ids));
    else return false;
    return true;
  }

  /** Taken off the list first: what is announced while it is read has to be read again. */
  private async readAccount(key: string, account: AccountKey): Promise<void> {
    this.accounts.delete(key);
    try {
      await this.loader.account(account);
    } catch (error) {
      this.accounts.set(key, account);
      throw error;
    }
  }

  private async readBatch(waiting: Set<number>, read: (ids: readonly number[]) => Promise<void>): Promise<void> {
    const ids: number[] = [];
    for (const id of waiting) {
      if (ids.length === PAGE) break;
      ids.push(id);
      waiting.delete(id);
    }
    try {
      await read(ids);
    } catch (error) {
      for (const id of ids) waiting.add(id);
      throw error;
    }
  }
}
