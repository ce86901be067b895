import { PlivoLoopback } from './plivo-loopback.js';
import { SANDBOX_PLIVO, SANDBOX_TWILIO, SANDBOX_VONAGE } from './sandbox-credentials.js';
import { seedPlivo } from './seed-plivo.js';
import { seedTwilio } from './seed-twilio.js';
import { seedVonage } from './seed-vonage.js';
import { TwilioLoopback } from './twilio-loopback.js';
import { newVonageKeyPair } from './vonage-key-pair.js';
import { VonageLoopback } from './vonage-loopback.js';

export interface SandboxPorts {
  readonly twilio: number;
  readonly plivo: number;
  readonly vonageApplications: number;
  readonly vonageRest: number;
}

export interface Sandbox {
  readonly twilio: TwilioLoopback;
  readonly plivo: PlivoLoopback;
  readonly vonage: VonageLoopback;
  /** The variables that point Dialplane at the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** What to give Dialplane as the credentials of a telephony configuration, by provider. */
  readonly credentials: Readonly<Record<'twilio' | 'plivo' | 'vonage', Readonly<Record<string, string>>>>;
  /** The seeded numbers by provider, in E.164. */
  readonly numbers: Readonly<Record<'twilio' | 'plivo' | 'vonage', readonly string[]>>;
  close(): Promise<void>;
}

/** Three carriers with an account and a few numbers each. Ports that are left out are any free ones. */
export async function startSandbox(options: { readonly ports?: Partial<SandboxPorts> } = {}): Promise<Sandbox> {
  const { twilio: twilioPort = 0, plivo: plivoPort = 0, vonageApplications = 0, vonageRest = 0 } = options.ports ?? {};
  const twilio = new TwilioLoopback();
  const plivo = new PlivoLoopback();
  const vonage = new VonageLoopback();
  const { publicKey, privateKey } = newVonageKeyPair();
  seedTwilio(twilio);
  seedPlivo(plivo);
  seedVonage(vonage, publicKey);
  const close = async (): Promise<void> => {
    await Promise.all([twilio.close(), plivo.close(), vonage.close()]);
  };
  try {
    await twilio.listen(twilioPort);
    await plivo.listen(plivoPort);
    await vonage.listen(vonageApplications, vonageRest);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    twilio,
    plivo,
    vonage,
    env: {
      TWILIO_API_BASE_URL: twilio.baseUrl,
      PLIVO_API_BASE_URL: plivo.baseUrl,
      VONAGE_API_BASE_URL: vonage.applicationsBaseUrl,
      VONAGE_REST_BASE_URL: vonage.restBaseUrl,
    },
    credentials: {
      twilio: SANDBOX_TWILIO,
      plivo: SANDBOX_PLIVO,
      vonage: { ...SANDBOX_VONAGE, private_key: privateKey },
    },
    numbers: { twilio: twilio.listNumbers(), plivo: plivo.listNumbers(), vonage: vonage.listNumbers() },
    close,
  };
}
