import { inspect } from 'node:util';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { LoopbackCarrier } from '../../../../test/support/carriers/loopback-carrier.js';
import { parseAs } from '../../../common/http/validation.js';
import { OutboundGuard } from '../../../common/outbound/outbound-guard.js';
import type { AppConfig } from '../../../config/app-config.js';
import { CarrierEndpoints } from '../carrier-endpoints.js';
import { CarrierHttp } from '../carrier-http.js';
import { ConnectionTimings } from '../connection-timings.js';
import type { InboundWebhooks } from '../inbound-webhooks.js';
import { ProviderError, type ProviderErrorCode } from '../provider-error.js';
import type { RemoteRecord, RemoteSettings } from '../remote-settings.js';
import type { CredentialsClass } from '../telephony-provider.js';

export const OUR_WEBHOOKS: InboundWebhooks = {
  answerUrl: 'https://dialplane.example/api/v1/inbound/acme/run?a=1&b=ü',
  fallbackUrl: 'https://dialplane.example/api/v1/inbound/acme/fallback',
  statusUrl: 'https://dialplane.example/api/v1/inbound/acme/status',
};

/** The base URLs as the environment would give them. */
export function endpointsAt(urls: Readonly<Record<string, string>>): CarrierEndpoints {
  return new CarrierEndpoints({ carrierBaseUrls: new Map(Object.entries(urls)) } as unknown as AppConfig);
}

/** The facade of a provider as its module makes it, with a carrier client of its own. */
export async function openProvider<T>(
  module: Type,
  facade: Type<T>,
  urls: Readonly<Record<string, string>>,
): Promise<{ provider: T; close: () => Promise<void> }> {
  const kit = {
    module: class Kit {},
    global: true,
    providers: [
      CarrierHttp,
      ConnectionTimings,
      { provide: CarrierEndpoints, useValue: endpointsAt(urls) },
      { provide: OutboundGuard, useValue: new OutboundGuard(['127.0.0.0/8', '::1']) },
    ],
    exports: [CarrierHttp, CarrierEndpoints, ConnectionTimings, OutboundGuard],
  };
  const context = await Test.createTestingModule({ imports: [kit, module] }).compile();
  return {
    provider: context.get(facade, { strict: false }),
    close: () => context.get(CarrierHttp, { strict: false }).onApplicationShutdown(),
  };
}

export function inTime(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

/** The error that the work must end in. */
export async function faultOf(work: Promise<unknown>): Promise<ProviderError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('expected a ProviderError');
}

/** Everything that a careless logger could get out of an error: the error and its causes, hidden properties included. */
export function everythingIn(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error as Error | undefined; cause; cause = cause.cause as Error | undefined) {
    messages.push(cause.message, cause.stack ?? '');
  }
  return `${messages.join('\n')}\n${inspect(error, { depth: 12, showHidden: true, getters: true })}`;
}

/** What can go wrong at every carrier, and what it must be called. */
export const CARRIER_FAULTS: [string, (carrier: LoopbackCarrier) => void, ProviderErrorCode][] = [
  ['401', (carrier) => carrier.fail({ status: 401 }), 'provider_unauthorized'],
  ['403', (carrier) => carrier.fail({ status: 403 }), 'provider_unauthorized'],
  ['400', (carrier) => carrier.fail({ status: 400 }), 'provider_refused'],
  ['429', (carrier) => carrier.rateLimit({ retryAfterSeconds: 60 }), 'provider_rate_limited'],
  ['500', (carrier) => carrier.fail({ status: 500 }), 'provider_unreachable'],
  ['503', (carrier) => carrier.fail({ status: 503 }), 'provider_unreachable'],
  ['a hang', (carrier) => carrier.hang(), 'provider_unreachable'],
  ['a reset', (carrier) => carrier.resetMidBody(), 'provider_unreachable'],
  ['half an answer', (carrier) => carrier.malformedJson(), 'provider_invalid_response'],
  ['another answer', (carrier) => carrier.fail({ status: 200, body: ['what?'] }), 'provider_invalid_response'],
];

/** Writes only what differs, as the service does. Returns what was there. */
export async function change(record: RemoteRecord, wanted: RemoteSettings): Promise<RemoteSettings> {
  const former = await record.read(inTime());
  if (former === null) throw new Error('the record is gone');
  const differing = Object.entries(wanted).filter(([name, value]) => former[name] !== value);
  if (differing.length > 0) await record.write(Object.fromEntries(differing), inTime());
  return former;
}

/** The codes of the faults that validation finds, as "field code", or what it made of the fields. */
export function validated(type: CredentialsClass, fields: object): Record<string, unknown> | string[] {
  try {
    return { ...(parseAs(type, fields) as Record<string, unknown>) };
  } catch (error) {
    const { errors } = error as { errors?: readonly { pointer: string; detail: string }[] };
    if (!errors) throw error;
    return errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  }
}
