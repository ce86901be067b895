import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { OrganizationId } from '../../auth/organization-id.js';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { ConfigurationRoute } from '../routing/routes.js';
import type { FailureCount } from './signature-diagnosis.store.js';
import { SignatureDiagnosisStore } from './signature-diagnosis.store.js';
import { SignatureDoctor } from './signature-doctor.js';

/** A webhook that was refused although its account is known. */
export interface SignatureFailure {
  provider: string;
  /** Those that the account belongs to, of whichever organizations. */
  configurations: readonly ConfigurationRoute[];
  request: InboundRequest;
  /** Against which it was checked. */
  url: string;
}

interface Sample {
  provider: string;
  organizationId: OrganizationId;
  configurationId: number;
  request: InboundRequest;
  expectedUrl: string;
  receivedAt: number;
}

/** What is remembered of a configuration; times in milliseconds since 1970. */
interface Tally {
  failures: number;
  lastFailureAt: number;
  examinedAt: number;
  loggedAt: number;
}

/** Of one configuration, so often is one of its refused webhooks looked into. */
const EXAMINED_EVERY_MS = 60_000;
/**
 * Of all configurations together. The first begins when its answer has long been sent, and nobody knows when exactly:
 * what it costs must not show to the sender that the account is known.
 */
const PAUSE_MS = { least: 1_000, most: 2_000 };
const LOGGED_EVERY_MS = 10 * 60_000;
const COUNTED_EVERY_MS = 15_000;

const MOST_TALLIES = 10_000;
const MOST_WAITING = 16;
/** An account may be registered by several organizations. Those that find no place wait for the next refused webhook. */
const MOST_CONFIGURATIONS = 100;

/**
 * Looks into refused webhooks by itself, so that somebody finds an answer before asking. Everybody can send such
 * webhooks, so what they cost is bounded in every direction, and they wait until the answers were sent.
 */
@Injectable()
export class SignatureFailures implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SignatureFailures.name);
  private readonly tallies = new LRUCache<number, Tally>({ max: MOST_TALLIES });
  private readonly waiting = new Map<number, Sample>();
  private readonly stopping = new AbortController();
  private work: Promise<void> | null = null;
  private counting: NodeJS.Timeout | null = null;

  constructor(
    private readonly doctor: SignatureDoctor,
    private readonly store: SignatureDiagnosisStore,
  ) {}

  /** Returns at once and never throws. */
  report({ provider, configurations, request, url }: SignatureFailure): void {
    if (this.stopping.signal.aborted) return;
    const now = Date.now();
    for (const { id, organizationId } of configurations.slice(0, MOST_CONFIGURATIONS)) {
      const tally = this.tallyOf(id);
      tally.failures += 1;
      tally.lastFailureAt = now;
      if (now - tally.examinedAt < EXAMINED_EVERY_MS || this.waiting.has(id) || this.waiting.size >= MOST_WAITING)
        continue;
      tally.examinedAt = now;
      this.waiting.set(id, {
        provider,
        // The route table holds what the database says, where it is no longer a plain number.
        organizationId: organizationId as OrganizationId,
        configurationId: id,
        request,
        expectedUrl: url,
        receivedAt: now,
      });
    }
    if (this.waiting.size > 0) this.work ??= this.drain();
    this.counting ??= setTimeout(() => void this.countLater(), COUNTED_EVERY_MS).unref();
  }

  /** Ends what is being looked into and stores the counts; what still waits is dropped. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.waiting.clear();
    if (this.counting !== null) clearTimeout(this.counting);
    await this.work;
    await this.storeCounts();
  }

  private tallyOf(configurationId: number): Tally {
    const known = this.tallies.get(configurationId);
    if (known) return known;
    const tally = { failures: 0, lastFailureAt: 0, examinedAt: 0, loggedAt: 0 };
    this.tallies.set(configurationId, tally);
    return tally;
  }

  private async drain(): Promise<void> {
    do {
      const pauseMs = PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least);
      await sleep(pauseMs, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
      const sample = this.next();
      if (sample !== undefined) await this.examine(sample);
    } while (this.waiting.size > 0);
    this.work = null;
  }

  private next(): Sample | undefined {
    const [first] = this.waiting.values();
    if (first) this.waiting.delete(first.configurationId);
    return first;
  }

  private async examine({ provider, organizationId, configurationId, ...refused }: Sample): Promise<void> {
    const tally = this.tallyOf(configurationId);
    const failures = tally.failures;
    tally.failures = 0;
    try {
      const diagnosis = await this.doctor.examineRefused(organizationId, configurationId, refused);
      // Its secret or URL was set right since.
      if (diagnosis.verdict === 'valid') return;
      const count = { configurationId, failures, lastFailureAt: new Date(tally.lastFailureAt) };
      await this.store.record(organizationId, count, diagnosis);
      this.log(tally, provider, configurationId);
    } catch (error) {
      // The configuration is gone, or the database is away: in a minute another one is looked into.
      tally.failures += failures;
      this.logger.debug(describeSafely(error), 'A refused webhook could not be looked into');
    }
  }

  private log(tally: Tally, provider: string, configurationId: number): void {
    const now = Date.now();
    if (now - tally.loggedAt < LOGGED_EVERY_MS) return;
    tally.loggedAt = now;
    this.logger.warn(
      { provider, telephonyConfigurationId: configurationId },
      'Webhooks of a configuration are refused because of their signature; GET /api/v1/signature-diagnoses says why',
    );
  }

  private async countLater(): Promise<void> {
    this.counting = null;
    await this.storeCounts();
  }

  private async storeCounts(): Promise<void> {
    const counts: FailureCount[] = [];
    for (const [configurationId, tally] of this.tallies.entries()) {
      if (tally.failures === 0) continue;
      counts.push({ configurationId, failures: tally.failures, lastFailureAt: new Date(tally.lastFailureAt) });
      tally.failures = 0;
    }
    if (counts.length === 0) return;
    try {
      await this.store.count(counts);
    } catch (error) {
      for (const { configurationId, failures } of counts) this.tallyOf(configurationId).failures += failures;
      this.logger.debug(describeSafely(error), 'Refused webhooks could not be counted');
    }
  }
}
