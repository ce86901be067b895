import { readdir } from 'node:fs/promises';
import { getMetadataStorage } from 'class-validator';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { PROVIDERS_FOLDER } from '../../src/provider-sync/registry/load-provider-modules.js';
import type { ProviderFacade } from '../../src/provider-sync/contract/telephony-provider.js';
import type { InboundWebhooks } from '../../src/provider-sync/contract/inbound-webhooks.js';
import { maskCredentials } from '../../src/telephony/configs/credential-mask.js';
import { providerNames } from '../support/provider-names.js';
import { TestApp } from '../support/test-app.js';

const WEBHOOKS: InboundWebhooks = {
  answerUrl: 'https://calls.example.com/answer',
  fallbackUrl: 'https://calls.example.com/fallback',
  statusUrl: 'https://calls.example.com/status',
};

/** The fields that a credentials class validates. */
function validatedFields(provider: ProviderFacade): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(provider.credentialsClass, '', true, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))].sort();
}

describe('every provider', () => {
  let app: TestApp;
  let providers: ProviderFacade[];

  beforeAll(async () => {
    app = await TestApp.start();
    providers = app.app.get(ProviderRegistry, { strict: false }).all();
  });

  afterAll(() => app.stop());

  it('is registered if it has a folder, and has a folder if it is registered', async () => {
    expect(providers.map(({ metadata }) => metadata.provider)).toEqual(await providerNames());
  });

  it('brings what a provider folder consists of', async () => {
    for (const { metadata } of providers) {
      const name = metadata.provider;
      const files = await readdir(`${PROVIDERS_FOLDER}/${name}`);
      const expected = [
        'README.md',
        `${name}.module.ts`,
        `${name}.metadata.ts`,
        `${name}.credentials.ts`,
        `${name}.provider.ts`,
      ];
      expect(files).toEqual(expect.arrayContaining(expected));
      // The page for operators.
      expect(await readdir('docs/providers')).toContain(`${name}.md`);
    }
  });

  it('validates exactly the fields that its form asks for', () => {
    for (const provider of providers) {
      // What is only shown is never taken from a client.
      const typed = provider.metadata.fields.filter(({ type }) => type !== 'readonly');
      expect(validatedFields(provider)).toEqual(typed.map(({ name }) => name).sort());
    }
  });

  it('masks what is sensitive and shows the rest', () => {
    for (const { metadata } of providers) {
      const values = Object.fromEntries(metadata.fields.map(({ name }) => [name, `secret-of-${name}`]));
      const masked = maskCredentials(metadata.fields, values);
      for (const { name, sensitive } of metadata.fields) {
        expect(masked[name]).toBe(sensitive ? `****${(values[name] ?? '').slice(-4)}` : values[name]);
      }
    }
  });

  it('hides every secret that its form asks for as a password', () => {
    for (const { metadata } of providers) {
      const open = metadata.fields.filter(({ type, sensitive }) => type === 'password' && !sensitive);
      expect(open).toEqual([]);
    }
  });

  it('knows how to release everything that it takes over', () => {
    for (const { sync, application } of providers) {
      expect(Object.keys(sync.released).sort()).toEqual(Object.keys(sync.wanted(WEBHOOKS, 'application')).sort());
      if (application)
        expect(Object.keys(application.released).sort()).toEqual(Object.keys(application.wanted(WEBHOOKS)).sort());
    }
  });

  it('sends calls to our URL, on the number or on its application', () => {
    for (const { sync, application, connection } of providers) {
      // Where the calls come over a connection that we hold, there is no URL to send them to.
      if (connection) continue;
      const wanted = { ...sync.wanted(WEBHOOKS, 'application'), ...application?.wanted(WEBHOOKS) };
      expect(Object.values(wanted)).toContain(WEBHOOKS.answerUrl);
    }
  });
});
