import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import type { OrganizationId } from '../auth/organization-id.js';
import { describeSafely } from '../common/errors/describe-safely.js';
import { isDatabaseUnavailable } from '../common/persistence/database-unavailable.js';
import { KeyRing } from '../crypto/key-ring.js';
import type { Statement } from '../database/database.js';
import { Database } from '../database/database.js';

/** The first answer to a request. */
export interface StoredAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** What is known of a key. */
export type KeyState =
  /** Nobody used it, or the first attempt came to nothing: it is ours now. */
  { kind: 'acquired' } | { kind: 'in_flight' } | { kind: 'other_request' } | { kind: 'answered'; answer: StoredAnswer };

const PURGE_INTERVAL_MS = 3_600_000;

const ACQUIRE = {
  name: 'idempotency-acquire',
  text: `INSERT INTO idempotency_keys AS k (organization_id, key, fingerprint, locked_until, expires_at)
         VALUES ($1, $2, $3, now() + interval '60 seconds', now() + interval '24 hours')
         ON CONFLICT (organization_id, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, locked_until = excluded.locked_until, expires_at = excluded.expires_at,
                response_status = NULL, response_key_id = NULL, response_ciphertext = NULL
          WHERE k.expires_at < now() OR (k.response_status IS NULL AND k.locked_until < now() AND k.fingerprint = excluded.fingerprint)
         RETURNING 1`,
};

const FIND = {
  name: 'idempotency-find',
  text: `SELECT fingerprint, response_status, response_key_id, response_ciphertext
           FROM idempotency_keys WHERE organization_id = $1 AND key = $2`,
};

const ANSWER = {
  name: 'idempotency-answer',
  text: `UPDATE idempotency_keys SET response_status = $3, response_key_id = $4, response_ciphertext = $5
          WHERE organization_id = $1 AND key = $2`,
};

const ABANDON = {
  name: 'idempotency-abandon',
  text: 'DELETE FROM idempotency_keys WHERE organization_id = $1 AND key = $2 AND response_status IS NULL',
};

const PURGE = { name: 'idempotency-purge', text: 'DELETE FROM idempotency_keys WHERE expires_at < now()' };

interface KeyRow {
  fingerprint: Buffer;
  response_status: number | null;
  response_key_id: string | null;
  response_ciphertext: Buffer | null;
}

/** Idempotency keys in the database, so that a repetition is recognised by every instance. */
@Injectable()
export class IdempotencyStore implements OnApplicationShutdown {
  private readonly logger = new Logger(IdempotencyStore.name);
  private readonly timer = setInterval(() => void this.purge(), PURGE_INTERVAL_MS).unref();

  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
  ) {}

  async acquire(organizationId: OrganizationId, key: string, fingerprint: Buffer): Promise<KeyState> {
    if ((await this.database.query(ACQUIRE, [organizationId, key, fingerprint])).length === 1)
      return { kind: 'acquired' };
    const [row] = await this.database.query<KeyRow>(FIND, [organizationId, key]);
    if (!row) return { kind: 'in_flight' };
    if (!row.fingerprint.equals(fingerprint)) return { kind: 'other_request' };
    if (row.response_status === null || row.response_ciphertext === null) return { kind: 'in_flight' };
    const sealed = { keyId: row.response_key_id ?? '', ciphertext: row.response_ciphertext };
    const stored = JSON.parse(this.keys.open(sealed, this.associatedData(organizationId, key))) as Omit<
      StoredAnswer,
      'status'
    >;
    return { kind: 'answered', answer: { status: row.response_status, ...stored } };
  }

  async keepAnswer(
    organizationId: OrganizationId,
    key: string,
    { status, headers, body }: StoredAnswer,
  ): Promise<void> {
    const sealed = this.keys.seal(JSON.stringify({ headers, body }), this.associatedData(organizationId, key));
    await this.conclude(ANSWER, [organizationId, key, status, sealed.keyId, sealed.ciphertext]);
  }

  /** The request came to nothing: the key may be used again, with a corrected body too. */
  async abandon(organizationId: OrganizationId, key: string): Promise<void> {
    await this.conclude(ABANDON, [organizationId, key]);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * When the request ended because its connection broke, the pool may hand out that very connection once more before it
   * has noticed. A second try gets another one, and the key is not locked for a minute.
   */
  private async conclude(statement: Statement, values: readonly unknown[]): Promise<void> {
    try {
      await this.database.query(statement, values);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      await this.database.query(statement, values);
    }
  }

  private async purge(): Promise<void> {
    try {
      await this.database.query(PURGE, []);
    } catch (error) {
      this.logger.warn(describeSafely(error), 'Expired idempotency keys could not be removed');
    }
  }

  private associatedData(organizationId: OrganizationId, key: string): string {
    return `idempotency|${organizationId}|${key}`;
  }
}
