import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { cloudonixInbound } from './cloudonix-inbound.js';
import { CloudonixLoopback } from './cloudonix-loopback.js';

/** Plainly made up: no key of Cloudonix begins so. */
const SANDBOX = { bearer_token: 'sandbox-cloudonix-api-key', domain_id: 'sandbox.cloudonix.net' } as const;

export const kit: CarrierKit = {
  ports: 1,
  inbound: cloudonixInbound,
  start: async (port = 0) => {
    const cloudonix = new CloudonixLoopback();
    seed(cloudonix);
    await cloudonix.listen(port);
    return {
      carrier: cloudonix,
      env: { CLOUDONIX_API_BASE_URL: cloudonix.baseUrl },
      credentials: SANDBOX,
      openAccount: (addresses) => openAccount(cloudonix, addresses),
    };
  },
};

/** Two DNIDs share a foreign application with a pattern, so that rewriting its URL would move all of them. */
function seed(cloudonix: CloudonixLoopback): void {
  const { domain_id: domain, bearer_token: apiKey } = SANDBOX;
  cloudonix.addDomain({ name: domain, apiKey });
  const ivr = cloudonix.addApplication(domain, { name: 'legacy-ivr', url: 'https://ivr.example.net/cloudonix' });
  cloudonix.addDnid(domain, ivr.name, { source: '+12025550141' });
  cloudonix.addDnid(domain, ivr.name, { source: '12025550142' });
  cloudonix.addDnid(domain, ivr.name, { source: '4420', prefix: true });
  cloudonix.addDnid(domain, 'blackhole', { source: '+12025550143' });
  cloudonix.addDnid(domain, 'blackhole', { source: 'reception' });
}

/** The numbers hang on the built-in application that rejects calls. */
function openAccount(cloudonix: CloudonixLoopback, addresses: readonly string[]): CarrierAccount {
  const domain = `test-${randomBytes(6).toString('hex')}.cloudonix.net`;
  const apiKey = `XI${randomBytes(16).toString('hex')}`;
  cloudonix.addDomain({ name: domain, apiKey });
  for (const source of addresses) cloudonix.addDnid(domain, 'blackhole', { source });
  return {
    provider: 'cloudonix',
    displayName: 'Cloudonix',
    carrier: cloudonix,
    id: domain,
    applicationId: null,
    credentials: { bearer_token: apiKey, domain_id: domain },
    addresses,
    record: (address) => cloudonix.dnid(address),
    sendElsewhere: (address) => {
      const elsewhere = { name: `elsewhere-${randomBytes(4).toString('hex')}`, url: 'https://elsewhere.example.net/' };
      cloudonix.editDnid(address, { applicationId: cloudonix.addApplication(domain, elsewhere).id });
    },
    remove: (address) => cloudonix.removeDnid(address),
    elsewhere: () => ({ application: 'blackhole' }),
  };
}
