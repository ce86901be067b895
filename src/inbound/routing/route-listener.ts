import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Client } from 'pg';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { AppConfig } from '../../config/app-config.js';
import { DatabaseOutage } from './database-outage.js';
import { Proof } from './knowledge.js';
import { parseRouteChange, ROUTE_CHANNEL } from './route-change.js';
import { RouteClock } from './route-clock.js';
import { RouteRefresher } from './route-refresher.js';

const HEARTBEAT_MS = 300;
/** A heartbeat that takes longer says that the database is away: before what is fresh runs out, so that no call waits. */
const HEARTBEAT_PATIENCE_MS = 600;
/** A connection that has said nothing for so long is given up. */
const SILENCE_MS = 5_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Announcements that are noted at once, of up to 400 ids each: an import announces thousands of them in one moment. */
const AT_ONCE = 5;
const LONGEST_CATCH_UP_MS = 1_000;
const RECONNECT_MS = { first: 100, longest: 2_000 };

/**
 * Listens for changes of routes, on a connection of its own. A heartbeat that was answered proves that everything
 * committed before it began has been announced, because announcements come before the answer on the same connection.
 */
@Injectable()
export class RouteListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RouteListener.name);
  private readonly stopping = new AbortController();
  private client: Client | null = null;
  private heard: string[] = [];
  private noting: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private isListening = false;
  /** Ends the pause between two heartbeats. */
  private hurry = (): void => undefined;
  private nextProof = Promise.withResolvers<number>();

  constructor(
    private readonly config: AppConfig,
    private readonly refresher: RouteRefresher,
    private readonly outage: DatabaseOutage,
    private readonly clock: RouteClock,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /**
   * Waits until everything that was committed before is known here, for people who look at once at what they have
   * written. Not for calls. At most a second, and not at all while nobody listens.
   */
  async caughtUp(): Promise<void> {
    const since = this.clock.now();
    const givenUp = this.clock.sleep(LONGEST_CATCH_UP_MS).then(() => Infinity);
    for (let until = -Infinity; until < since && this.isListening;) {
      this.hurry();
      until = await Promise.race([this.nextProof.promise, givenUp]);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.hurry();
    this.close();
    await this.running;
  }

  private async run(): Promise<void> {
    let delay = RECONNECT_MS.first;
    while (!this.stopping.signal.aborted) {
      const startedAt = this.clock.now();
      try {
        await this.listen();
      } catch (error) {
        this.outage.failed(startedAt);
        if (!this.stopping.signal.aborted)
          this.logger.debug(describeSafely(error), 'Changes of routes cannot be heard of; connecting again');
      } finally {
        this.isListening = false;
        this.proven(Infinity);
        this.refresher.end();
        this.close();
      }
      const wasUp = this.clock.now() - startedAt > SILENCE_MS;
      delay = wasUp ? RECONNECT_MS.first : Math.min(delay * 2, RECONNECT_MS.longest);
      await sleep(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Ends by throwing, when the connection is lost or given up. */
  private async listen(): Promise<never> {
    const client = new Client({
      connectionString: this.config.database.url,
      application_name: 'dialplane-routes',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.client = client;
    const lost = new Promise<never>((_resolve, reject) => {
      client.on('error', reject);
      client.once('end', () => reject(new Error('The connection was closed')));
    });
    lost.catch(() => undefined);
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    await Promise.race([client.connect(), lost]);
    return Promise.race([this.beat(client), lost]);
  }

  private async beat(client: Client): Promise<never> {
    await this.answered(client, `LISTEN ${ROUTE_CHANNEL}`);
    const proof = new Proof(await this.answered(client, 'SELECT 1'));
    this.refresher.begin(proof);
    this.isListening = true;
    for (;;) {
      await this.pause();
      const heardUntil = await this.answered(client, 'SELECT 1');
      await this.noting;
      proof.at = heardUntil;
      this.proven(heardUntil);
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(HEARTBEAT_MS, resolve);
      this.hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Tells those who wait for it. @param until infinite when there is nothing to wait for any more */
  private proven(until: number): void {
    const { resolve } = this.nextProof;
    this.nextProof = Promise.withResolvers<number>();
    resolve(until);
  }

  /** @returns when the statement was sent, once it was answered */
  private async answered(client: Client, text: string): Promise<number> {
    const startedAt = this.clock.now();
    const late = setTimeout(() => this.outage.failed(startedAt), HEARTBEAT_PATIENCE_MS);
    const silent = setTimeout(() => this.close(), SILENCE_MS);
    try {
      await client.query(text);
      this.outage.succeeded(startedAt);
      return startedAt;
    } finally {
      clearTimeout(late);
      clearTimeout(silent);
    }
  }

  private hear(payload: string): void {
    this.heard.push(payload);
    this.noting ??= this.noteAll();
  }

  /** Notes what was heard, in turns with the calls that come meanwhile. */
  private async noteAll(): Promise<void> {
    // So that it has been stored that this goes on, before it can be over.
    await Promise.resolve();
    for (let count = 1; this.heard.length > 0; count += 1) {
      const [payload = ''] = this.heard.splice(0, 1);
      const change = parseRouteChange(payload);
      if (change) this.refresher.note(change);
      if (count % AT_ONCE === 0) await nextTurn();
    }
    // In the same turn in which nothing was left: whatever is heard from now on starts another one.
    this.noting = null;
  }

  /** Ends the connection, also when it does not answer. */
  private close(): void {
    const { client } = this;
    this.client = null;
    this.heard = [];
    client?.end().catch(() => undefined);
  }
}
