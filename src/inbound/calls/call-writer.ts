import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { scalarArray, textArray, timeArray } from './array-literal.js';
import { CallMetrics } from './call-metrics.js';
import type { CallNews, CallRecord } from './call-record.js';
import { sparingOthers } from './sparing-others.js';

/** Longer than a busy database takes for a thousand rows; meanwhile the next ones gather. */
const PATIENCE_MS = 5_000;

const COLUMNS = `organization_id, telephony_configuration_id, provider, account_id, call_id, to_address, from_address,
  phone_number_id, phone_number_version, workflow_id, workflow_version, outcome, reason, target, used_fallback, is_stale,
  received_at, latency_ms, margin_ms`;

/** What a decision says of a call. */
const DECISION = [
  'phone_number_id',
  'phone_number_version',
  'workflow_id',
  'workflow_version',
  'outcome',
  'reason',
  'target',
  'used_fallback',
  'is_stale',
  'latency_ms',
  'margin_ms',
];

// The organizations are joined, so that calls of a deleted one do not fail those of others. A call that was refused and
// then answered, because the carrier asked again, was answered; within one statement too, which changes a row once only.
const INSERT = {
  name: 'calls-insert',
  timeoutMs: PATIENCE_MS,
  text: `INSERT INTO calls (${COLUMNS})
         SELECT DISTINCT ON (r.call_id, r.telephony_configuration_id) r.*
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::bigint[], $9::int[], $10::bigint[], $11::int[], $12::text[], $13::text[], $14::text[], $15::boolean[],
                $16::boolean[], $17::timestamptz[], $18::real[], $19::real[]) AS r(${COLUMNS})
           JOIN organizations o ON o.id = r.organization_id
          ORDER BY r.call_id, r.telephony_configuration_id, r.outcome = 'refused', r.received_at
         ON CONFLICT (call_id, telephony_configuration_id) DO UPDATE
            SET ${DECISION.map((column) => `${column} = excluded.${column}`).join(', ')}
          WHERE calls.outcome = 'refused' AND excluded.outcome = 'answered'`,
};

/** How far a state is: states only move forward, and of two ends the first one counts. */
const rank = (state: string): string =>
  `CASE WHEN ${state} IS NULL THEN 0 WHEN ${state} = 'ringing' THEN 1 WHEN ${state} = 'in_progress' THEN 2 ELSE 3 END`;

// One row per call, because a statement changes a row once only. In the order of the key, so that replicas do not block
// each other.
const APPLY = {
  name: 'calls-news',
  timeoutMs: PATIENCE_MS,
  text: `WITH news AS (
           SELECT n.*, ${rank('n.state')} AS rank
             FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::timestamptz[])
               AS n(place, configuration_id, call_id, state, duration_seconds, at)
         ), latest AS (
           SELECT DISTINCT ON (call_id, configuration_id) call_id, configuration_id, state, rank, at,
                  max(duration_seconds) OVER (PARTITION BY call_id, configuration_id) AS duration_seconds
             FROM news ORDER BY call_id, configuration_id, rank DESC, place
         ), applied AS (
           UPDATE calls c
              SET state = n.state, duration_seconds = coalesce(n.duration_seconds, c.duration_seconds),
                  ended_at = CASE WHEN n.rank = 3 THEN coalesce(c.ended_at, n.at) END
             FROM latest n
            WHERE c.call_id = n.call_id AND c.telephony_configuration_id = n.configuration_id
              AND (n.rank > ${rank('c.state')}
                   OR (n.state = c.state AND c.duration_seconds IS NULL AND n.duration_seconds IS NOT NULL))
         )
         SELECT DISTINCT n.place FROM news n
           JOIN calls c ON c.call_id = n.call_id AND c.telephony_configuration_id = n.configuration_id`,
};

/** Writes calls and their news to the database, a batch in one statement each. Writing again what is there does no harm. */
@Injectable()
export class CallWriter {
  private readonly logger = new Logger(CallWriter.name);

  constructor(
    private readonly database: Database,
    private readonly metrics: CallMetrics,
  ) {}

  /**
   * A call that the database refuses for what is in it is given up, and keeps no other one from being written.
   * @throws whatever else went wrong; then it is unknown which calls were written
   */
  async insert(records: readonly CallRecord[]): Promise<void> {
    if (records.length === 0) return;
    const write = (part: readonly CallRecord[]): Promise<object[]> => this.database.query(INSERT, columnsOf(part));
    await sparingOthers(records, write, ({ provider }, sqlState) => this.lose(provider, sqlState));
    this.metrics.written.inc(records.length);
  }

  /**
   * News that the database refuses for what is in them are given up.
   * @returns the news of calls that are not known (yet)
   * @throws whatever else went wrong
   */
  async apply(news: readonly CallNews[]): Promise<CallNews[]> {
    if (news.length === 0) return [];
    return sparingOthers(
      news,
      (part) => this.applyAll(part),
      (_told, sqlState) => this.lose(null, sqlState),
    );
  }

  private async applyAll(news: readonly CallNews[]): Promise<CallNews[]> {
    const places = news.flatMap(({ configurationIds }, place) =>
      configurationIds.map((configurationId) => ({ place, configurationId })),
    );
    const known = await this.database.query<{ place: number }>(APPLY, newsColumnsOf(news, places));
    const knownPlaces = new Set(known.map(({ place }) => place));
    return news.filter((_, place) => !knownPlaces.has(place));
  }

  /** Logs neither the row nor the message of the database: both can hold the caller's number. */
  private lose(provider: string | null, sqlState: string): void {
    this.metrics.lose('refused');
    this.logger.error({ provider, sqlState }, 'The database refused a call record for what is in it; it is lost');
  }
}

function columnsOf(records: readonly CallRecord[]): string[] {
  const texts = (read: (record: CallRecord) => string | null, maxLength = 255): string =>
    textArray(records.map(read), maxLength);
  const scalars = (read: (record: CallRecord) => number | boolean | null): string => scalarArray(records.map(read));
  return [
    scalars((record) => record.organizationId),
    scalars((record) => record.configurationId),
    texts((record) => record.provider, 32),
    texts((record) => record.accountId),
    texts((record) => record.callId),
    texts((record) => record.to),
    texts((record) => record.from),
    scalars((record) => record.phoneNumberId),
    scalars((record) => record.phoneNumberVersion),
    scalars((record) => record.workflowId),
    scalars((record) => record.workflowVersion),
    texts((record) => record.outcome),
    texts((record) => record.reason, 64),
    texts((record) => record.target, 16),
    scalars((record) => record.usedFallback),
    scalars((record) => record.isStale),
    timeArray(records.map((record) => record.receivedAt)),
    scalars((record) => record.latencyMs),
    scalars((record) => record.marginMs),
  ];
}

function newsColumnsOf(
  news: readonly CallNews[],
  places: readonly { place: number; configurationId: number }[],
): string[] {
  const told = places.flatMap(({ place }) => news[place] ?? []);
  return [
    scalarArray(places.map(({ place }) => place)),
    scalarArray(places.map(({ configurationId }) => configurationId)),
    textArray(
      told.map(({ callId }) => callId),
      255,
    ),
    textArray(
      told.map(({ state }) => state),
      16,
    ),
    scalarArray(told.map(({ durationSeconds }) => durationSeconds)),
    timeArray(told.map(({ at }) => at)),
  ];
}
