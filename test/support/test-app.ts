import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createApp } from '../../src/bootstrap.js';
import type { AppConfig } from '../../src/config/app-config.js';
import { RouteListener } from '../../src/inbound/routing/route-listener.js';
import { buildOpenApiDocument } from '../../src/openapi/build-openapi-document.js';
import { ApiClient } from './api-client.js';
import { ResponseValidator } from './response-validator.js';
import type { TestDatabase } from './test-database.js';
import { createTestDatabase } from './test-database.js';

const BOOTSTRAP_KEY = 'test-bootstrap-key-test-bootstrap-key';

/** Nobody listens there: a test that forgot its loopback must not reach a real carrier. */
const NOWHERE = 'http://127.0.0.1:9';

/** The base URLs of a test; every other carrier, whichever there are, is nowhere. */
class CarrierBaseUrls extends Map<string, string> {
  override has(): boolean {
    return true;
  }

  override get(variable: string): string {
    return super.get(variable) ?? NOWHERE;
  }
}

interface TestAppOptions {
  publicBaseUrl?: string | null;
  carrierBaseUrls?: Readonly<Record<string, string>>;
  poolSize?: number;
  /** How often accounts are compared by themselves; never when left out. */
  reconcileIntervalMinutes?: number;
  /** Of the route table; a small one when left out. */
  routes?: Partial<AppConfig['routes']>;
  /** How long call records are kept, days. */
  callRetentionDays?: number;
  /** Where providers are found, where it is not only in our own folder. */
  providerFolders?: readonly string[];
  /** Another instance on the same database, with the same keys. */
  beside?: TestApp;
  /** Another way to the database of the instance `beside`, such as through something that can be cut. */
  databaseUrl?: string;
  /** A folder that outlives the instance; one of its own when left out. */
  dataDir?: string;
}

/** The application as it runs for a user: the same modules and bootstrap, a database of its own, real HTTP. */
export class TestApp {
  private constructor(
    readonly app: NestExpressApplication,
    readonly database: TestDatabase,
    readonly config: AppConfig,
    readonly baseUrl: string,
    /** Speaks for the organization "Default" with every scope. */
    readonly root: ApiClient,
    /** What the application says of itself; every answer is held against it. */
    readonly document: OpenAPIObject,
    private readonly validator: ResponseValidator,
    /** Whether the folder of the instance goes with it. */
    private readonly ownsDataDir: boolean,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<TestApp> {
    const database = options.beside?.database ?? (await createTestDatabase());
    const config: AppConfig = {
      http: { host: '127.0.0.1', port: 0, trustProxy: false },
      publicBaseUrl: options.publicBaseUrl === undefined ? 'https://calls.example.com' : options.publicBaseUrl,
      database: { url: options.databaseUrl ?? database.url, poolSize: options.poolSize ?? 10 },
      dataDir: options.dataDir ?? (await mkdtemp(join(tmpdir(), 'dialplane-app-'))),
      routes: { cacheSize: 10_000, snapshotMaxAgeMs: 86_400_000, ...options.routes },
      callRetentionDays: options.callRetentionDays ?? 90,
      encryptionKeys: options.beside?.config.encryptionKeys ?? [randomBytes(32)],
      bootstrapApiKey: BOOTSTRAP_KEY,
      reconcileIntervalMinutes: options.reconcileIntervalMinutes ?? 0,
      log: { level: process.env['TEST_LOG_LEVEL'] ?? 'silent', pretty: false },
      carrierBaseUrls: new CarrierBaseUrls(Object.entries(options.carrierBaseUrls ?? {})),
      outboundAllowCidrs: ['127.0.0.0/8', '::1/128'],
    };
    const app = await createApp(config, options.providerFolders && { providerFolders: options.providerFolders });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    const baseUrl = `http://127.0.0.1:${port}`;
    const document = buildOpenApiDocument(app);
    const validator = new ResponseValidator(document);
    const root = new ApiClient(baseUrl, BOOTSTRAP_KEY, validator);
    return new TestApp(app, database, config, baseUrl, root, document, validator, options.dataDir === undefined);
  }

  /** A client with another key, or with none. */
  client(key: string | null): ApiClient {
    return new ApiClient(this.baseUrl, key, this.validator);
  }

  /** A new tenant, and a client that speaks for it with its first key. */
  async organization(name = 'Tenant'): Promise<ApiClient> {
    const created = await this.root.post('/api/v1/organizations', { name });
    return this.client((created.body as { api_key: { key: string } }).api_key.key);
  }

  /** Waits until calls are routed by what was written before. */
  async routesAreKnown(): Promise<void> {
    await this.app.get(RouteListener, { strict: false }).caughtUp();
  }

  /** Stops the application; drops the database unless another instance uses it. */
  async stop(options: { keepDatabase?: boolean } = {}): Promise<void> {
    await this.app.close();
    if (this.ownsDataDir) await rm(this.config.dataDir, { recursive: true, force: true });
    if (options.keepDatabase !== true) await this.database.drop();
  }
}
