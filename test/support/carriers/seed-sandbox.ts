import type { CarrierKit, StartedCarrier } from './carrier-kit.js';
import { loadCarrierKits } from './load-carrier-kits.js';
import type { LoopbackCarrier } from './loopback-carrier.js';
import { PlivoLoopback } from './plivo-loopback.js';
import { TwilioLoopback } from './twilio-loopback.js';
import { VonageLoopback } from './vonage-loopback.js';

/** By provider; the three that most tests play with are always there. */
type ByProvider<T> = Readonly<Record<'twilio' | 'plivo' | 'vonage', T>> & Readonly<Record<string, T>>;

/** Carriers that run, one for each kit. */
export interface Sandbox {
  readonly carriers: Readonly<Record<string, StartedCarrier>>;
  readonly twilio: TwilioLoopback;
  readonly plivo: PlivoLoopback;
  readonly vonage: VonageLoopback;
  /** The variables that point Dialplane at the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** What to give Dialplane as the credentials of a telephony configuration. */
  readonly credentials: ByProvider<Readonly<Record<string, string>>>;
  /** The seeded numbers, in E.164. */
  readonly numbers: ByProvider<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Starts a carrier for each `*.kit.ts` in this folder, with an account and a few numbers.
 * @param options.firstPorts by provider; a carrier with more than one port takes those after it. Left out, any free ones
 */
export async function startSandbox(
  options: { readonly firstPorts?: Readonly<Record<string, number>> } = {},
): Promise<Sandbox> {
  const carriers = await startCarriers(await loadCarrierKits(), options.firstPorts ?? {});
  const started = Object.entries(carriers);
  const byProvider = <T>(read: (carrier: StartedCarrier) => T): ByProvider<T> =>
    Object.fromEntries(started.map(([provider, carrier]) => [provider, read(carrier)])) as ByProvider<T>;
  return {
    carriers,
    twilio: carrierOf(carriers, 'twilio', TwilioLoopback),
    plivo: carrierOf(carriers, 'plivo', PlivoLoopback),
    vonage: carrierOf(carriers, 'vonage', VonageLoopback),
    env: Object.assign({}, ...started.map(([, { env }]) => env)) as Record<string, string>,
    credentials: byProvider(({ credentials }) => credentials),
    numbers: byProvider(({ carrier }) => carrier.listNumbers()),
    close: () => closeAll(carriers),
  };
}

async function startCarriers(
  kits: ReadonlyMap<string, CarrierKit>,
  firstPorts: Readonly<Record<string, number>>,
): Promise<Record<string, StartedCarrier>> {
  const carriers: Record<string, StartedCarrier> = {};
  try {
    for (const [provider, kit] of kits) {
      const first = firstPorts[provider] ?? 0;
      const ports = Array.from({ length: kit.ports }, (_, index) => (first === 0 ? 0 : first + index));
      carriers[provider] = await kit.start(...ports);
    }
  } catch (error) {
    await closeAll(carriers);
    throw error;
  }
  return carriers;
}

async function closeAll(carriers: Readonly<Record<string, StartedCarrier>>): Promise<void> {
  await Promise.all(Object.values(carriers).map(({ carrier }) => carrier.close()));
}

function carrierOf<T extends LoopbackCarrier>(
  carriers: Readonly<Record<string, StartedCarrier>>,
  provider: string,
  type: new () => T,
): T {
  const carrier = carriers[provider]?.carrier;
  if (!(carrier instanceof type)) throw new Error(`${provider}.kit.ts must start a ${type.name}`);
  return carrier;
}
