import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { ConnectionTimings } from '../../provider-sync/contract/connection-timings.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { SyncQueue } from '../sync/sync-queue.js';
import { ConnectionCalls } from './connection-calls.port.js';
import type { ConnectionSubject } from './connection-subject.js';
import { HeldConnection } from './held-connection.js';
import { ProviderConnectionStore } from './provider-connection.store.js';

/**
 * Holds the permanent connections of all configurations whose provider wants one, and drops those of configurations
 * that were changed, parked or deleted. Knows no provider by name.
 */
@Injectable()
export class ConnectionSupervisor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConnectionSupervisor.name);
  private readonly held = new Map<number, HeldConnection>();
  private looking: Promise<void> | null = null;
  private isKickedAgain = false;
  private isStopping = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: ProviderConnectionStore,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
    private readonly queue: SyncQueue,
    private readonly timings: ConnectionTimings,
    private readonly calls: ConnectionCalls,
  ) {}

  onApplicationBootstrap(): void {
    this.kick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
    await Promise.all([...this.held.values()].map((connection) => connection.stop()));
  }

  /** A configuration of this provider was made, changed or deleted. Returns at once. */
  kickFor(provider: string): void {
    if (this.registry.get(provider).connection) this.kick();
  }

  /** Looks at the configurations now. Returns at once. */
  private kick(): void {
    if (this.isStopping) return;
    if (this.looking) {
      this.isKickedAgain = true;
      return;
    }
    this.isKickedAgain = false;
    if (this.timer) clearTimeout(this.timer);
    this.looking = this.look().finally(() => {
      this.looking = null;
      if (this.isStopping) return;
      this.timer = setTimeout(() => this.kick(), this.timings.refreshEveryMs).unref();
      if (this.isKickedAgain) this.kick();
    });
  }

  private async look(): Promise<void> {
    const providers = this.registry
      .all()
      .flatMap(({ metadata, connection }) => (connection ? [metadata.provider] : []));
    if (providers.length === 0) return;
    try {
      await this.adopt(await this.store.list(providers));
    } catch (error) {
      this.logger.warn(describeSafely(error), 'The configurations could not be looked at; trying again');
    }
  }

  private async adopt(subjects: readonly ConnectionSubject[]): Promise<void> {
    const wanted = new Map(subjects.map((subject) => [subject.id, subject]));
    const dropped = [...this.held.values()].filter(
      (connection) => !isSame(connection, wanted.get(connection.subject.id)),
    );
    await Promise.all(dropped.map((connection) => connection.stop()));
    for (const { subject } of dropped) this.held.delete(subject.id);
    if (this.isStopping) return;
    for (const subject of subjects) {
      if (!this.held.has(subject.id)) this.tryToHold(subject);
    }
  }

  /** Credentials that cannot be opened are the trouble of one configuration, not of those after it. */
  private tryToHold(subject: ConnectionSubject): void {
    try {
      this.hold(subject);
    } catch (error) {
      const context = { configurationId: subject.id, ...describeSafely(error) };
      this.logger.error(context, 'A connection could not be started');
    }
  }

  private hold(subject: ConnectionSubject): void {
    const { connection: strategy } = this.registry.get(subject.provider);
    if (!strategy) return;
    const connection = new HeldConnection(subject, {
      store: this.store,
      timings: this.timings,
      strategy,
      credentials: this.vault.open(subject),
      onEvent: (whose, event) => this.calls.onEvent(whose, event),
      onNumbersDue: () => this.queue.wake(subject.id),
    });
    this.held.set(subject.id, connection);
  }
}

function isSame(connection: HeldConnection, wanted: ConnectionSubject | undefined): boolean {
  if (!wanted || connection.isOver) return false;
  return connection.subject.credentialsCiphertext.equals(wanted.credentialsCiphertext);
}
