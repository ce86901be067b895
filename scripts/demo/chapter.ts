import type { Sandbox } from '../../test/support/carriers/seed-sandbox.js';
import type { Phone } from '../sandbox/phone.js';
import type { Organization } from './organization.js';

/** The public URL that the service is told to have; calls to it are brought to this machine. */
export const PUBLIC_URL = 'https://calls.example.com';

export const CONFIGS = '/organizations/telephony-configs';

/** What a part of the story plays with. */
export interface Stage {
  sandbox: Sandbox;
  acme: Organization;
  rival: Organization;
  workflowId: number;
  /** Calls the numbers of the sandbox. */
  phone: Phone;
}

/** Where a carrier sends the calls of a number that is bound. */
export function inboundUrl(provider: string): string {
  return `${PUBLIC_URL}/api/v1/telephony/inbound/${provider}`;
}
