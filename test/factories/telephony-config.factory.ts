import type { ApiClient } from '../support/api-client.js';
import { UNVERIFIED_CONFIGS } from '../support/paths.js';
import { type Body, created } from './created.js';

let sequence = 0;

/** The SID of a Twilio account of its own for each n. */
export function accountSid(n: number): string {
  return `AC${n.toString(16).padStart(32, '0')}`;
}

/** Any Twilio configuration, of an account and with a name that no other one has. */
export function aConfig(fields: { name?: string; is_default_outbound?: boolean; config?: object } = {}): {
  name: string;
  config: Record<string, unknown>;
} {
  sequence += 1;
  const { config, ...rest } = fields;
  return {
    name: `Configuration ${sequence}`,
    ...rest,
    config: { provider: 'twilio', account_sid: accountSid(0x1000 + sequence), auth_token: 'a-secret-token', ...config },
  };
}

/** Creates a configuration and answers it as the API showed it. */
export async function createConfig(api: ApiClient, fields: Parameters<typeof aConfig>[0] = {}): Promise<Body> {
  return created(await api.post(UNVERIFIED_CONFIGS, aConfig(fields)));
}
