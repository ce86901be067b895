import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { InboundWebhookStrategy } from '../../provider-sync/contract/inbound/inbound-webhook.strategy.js';
import { SecretUses } from '../calls/secret-uses.js';
import { SignatureFailures } from '../doctor/signature-failures.js';
import type { Awaitable } from '../routing/route-table.js';
import { RouteTable } from '../routing/route-table.js';
import type { AccountLook, ConfigurationRoute, LiveKey } from '../routing/routes.js';
import { NonceGuard } from './nonce-guard.js';
import { PublicUrls } from './public-urls.js';

/** Who may have sent a request: the configurations whose key has signed it, at least one. */
export type Signers = readonly ConfigurationRoute[];

/** A request, and who it claims to be from. */
export interface ClaimedRequest {
  provider: string;
  strategy: InboundWebhookStrategy;
  request: InboundRequest;
  /** Null when it could not be read. */
  event: InboundEvent | null;
}

/** That a configuration's key has signed a request. */
interface Proof {
  configuration: ConfigurationRoute;
  key: LiveKey;
  /** What this request alone may use. */
  nonces: readonly string[];
}

const NOBODY: AccountLook = { configurations: [], freshness: 'fresh' };

/** Finds out whether a carrier has sent a request. Everything before this is a claim. */
@Injectable()
export class InboundVerifier {
  constructor(
    private readonly table: RouteTable,
    private readonly urls: PublicUrls,
    private readonly nonces: NonceGuard,
    private readonly uses: SecretUses,
    private readonly failures: SignatureFailures,
  ) {}

  /** @returns null when it cannot be told who has sent it */
  verify(claimed: ClaimedRequest): Awaitable<Signers | null> {
    const { provider, event } = claimed;
    const look = event === null ? NOBODY : this.table.account(provider, event.accountId);
    return look instanceof Promise ? look.then((found) => this.judge(claimed, found)) : this.judge(claimed, look);
  }

  private judge(claimed: ClaimedRequest, { configurations }: AccountLook): Signers | null {
    const { provider, strategy, request } = claimed;
    const url = this.urls.of(request.target);
    const now = Date.now();
    const proofs: Proof[] = [];
    let hasKeys = false;
    for (const configuration of configurations) {
      for (const key of configuration.keys()) {
        hasKeys = true;
        const result = strategy.verify(request, key, url, now);
        if (!result.isValid) continue;
        proofs.push({ configuration, key, nonces: result.nonces });
        break;
      }
    }
    // Costs what a known account would have cost.
    if (!hasKeys) strategy.verify(request, strategy.decoy, url, now);
    if (proofs.length > 0) return this.admit(proofs, request);
    if (configurations.length > 0) this.failures.report({ provider, configurations, request, url });
    return null;
  }

  private admit(proofs: readonly Proof[], request: InboundRequest): Signers | null {
    let digest: string | undefined;
    const signers: ConfigurationRoute[] = [];
    for (const { configuration, key, nonces } of proofs) {
      if (nonces.length > 0) digest ??= digestOf(request);
      const sent = digest ?? '';
      if (!nonces.every((nonce) => this.nonces.admits(configuration.id, nonce, sent))) continue;
      signers.push(configuration);
      this.uses.used(configuration.id, key.fingerprint);
    }
    return signers.length === 0 ? null : signers;
  }
}

function digestOf({ method, target, rawBody }: InboundRequest): string {
  return createHash('sha256').update(`${method} ${target}\n`).update(rawBody).digest('base64');
}
