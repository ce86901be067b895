import type { CanonicalAddress } from '../../src/common/address/canonical-address.js';
import type { ProviderCredentials } from '../../src/provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../src/provider-sync/contract/inbound-webhooks.js';
import type { SettingLinks } from '../../src/provider-sync/contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../src/provider-sync/contract/remote-settings.js';
import type { ProviderFacade } from '../../src/provider-sync/contract/telephony-provider.js';
import type { ApiClient, ApiResponse } from './api-client.js';
import type { CarrierAccount } from './carrier-account.js';
import { runSql } from './database-snapshot.js';
import { eventually } from './eventually.js';
import { inTenSeconds, ProviderSubject } from './provider-subject.js';
import type { RegisteredAccount } from './registered-account.js';
import { registerAccount } from './registered-account.js';
import type { SeverableProxy } from './severable-proxy.js';
import type { TestApp } from './test-app.js';

/** A connection is opened again after a time that doubles with every failure. */
const MOST_WAITING_MS = 20_000;

/** A record at the carrier with what is wanted of it and which link each setting makes. */
export interface PathRecord {
  record: RemoteRecord;
  wanted: RemoteSettings;
  links: SettingLinks;
}

/** A bound number at a carrier of its own, whose path can be broken. */
export class PathSubject {
  private constructor(
    readonly app: TestApp,
    readonly api: ApiClient,
    /** Through which the public URL leads here. */
    readonly door: SeverableProxy,
    readonly account: CarrierAccount,
    readonly registered: RegisteredAccount,
    readonly address: string,
    /** Path of the number. */
    readonly path: string,
  ) {}

  /** Registers an account with one number, bound and in sync. */
  static async open(
    app: TestApp,
    api: ApiClient,
    { door, account }: { door: SeverableProxy; account: CarrierAccount },
  ): Promise<PathSubject> {
    const registered = await registerAccount(api, account);
    const [address = ''] = account.addresses;
    const { id } = await registered.add(address);
    const path = `${registered.numbers}/${id}`;
    const subject = new PathSubject(app, api, door, account, registered, address, path);
    if (subject.provider.connection !== null) await subject.connectionIs('connected_since IS NOT NULL');
    return subject;
  }

  get provider(): ProviderFacade {
    return ProviderSubject.of(this.app, this.account.provider).provider;
  }

  async check(): Promise<ApiResponse['body']> {
    const answer = await this.api.post(`${this.path}/path/check`);
    if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async stored(): Promise<ApiResponse['body']> {
    return (await this.api.get(`${this.path}/path`)).body;
  }

  sql<Row extends object>(text: string): Promise<Row[]> {
    return runSql<Row>(this.app.database.url, text, [this.registered.configId]);
  }

  /** Waits until the connection of the configuration is as the condition on its row says. */
  async connectionIs(condition: string, ...values: readonly string[]): Promise<void> {
    const text = `SELECT 1 FROM provider_connections WHERE telephony_configuration_id = $1 AND ${condition}`;
    const look = (): Promise<object[]> => runSql(this.app.database.url, text, [this.registered.configId, ...values]);
    await eventually(look, (rows) => rows.length > 0, MOST_WAITING_MS);
  }

  async applicationId(): Promise<string | null> {
    const [row] = await this.sql<{ id: string | null }>(
      'SELECT application_id AS id FROM telephony_configurations WHERE id = $1',
    );
    return row?.id ?? null;
  }

  /** The credentials as they are stored, application included. */
  async credentials(): Promise<ProviderCredentials> {
    const credentials = await ProviderSubject.of(this.app, this.account.provider).credentialsOf(this.account);
    const { applicationIdField: field } = this.provider.metadata;
    return field === null ? credentials : { ...credentials, [field]: await this.applicationId() };
  }

  /** What is written at the carrier so that the number rings: its application, where it has one, and itself. */
  async records(): Promise<PathRecord[]> {
    const { sync, application } = this.provider;
    const [credentials, applicationId] = [await this.credentials(), await this.applicationId()];
    const webhooks = this.webhooks();
    const number = {
      record: sync.number(credentials, this.address as CanonicalAddress),
      wanted: sync.wanted(webhooks, applicationId),
      links: sync.links,
    };
    if (!application || applicationId === null) return [number];
    const { links } = application;
    return [
      { record: application.record(credentials, applicationId), wanted: application.wanted(webhooks), links },
      number,
    ];
  }

  /** Changes settings at the carrier, as somebody would in its console. */
  async write(record: RemoteRecord, settings: RemoteSettings): Promise<void> {
    await record.read(inTenSeconds());
    await record.write(settings, inTenSeconds());
  }

  private webhooks(): InboundWebhooks {
    const base = `${this.app.config.publicBaseUrl ?? ''}/api/v1/telephony`;
    const { provider } = this.account;
    return {
      answerUrl: `${base}/inbound/${provider}`,
      fallbackUrl: `${base}/inbound/fallback`,
      statusUrl: `${base}/${provider}/events`,
    };
  }
}
