import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { ApiClient } from '../support/api-client.js';
import { TestApp } from '../support/test-app.js';

const CONFIGS = '/api/v1/organizations/telephony-configs';

/** The statements that reach the database, transactions' own words left out. */
class StatementCounter {
  private statements: string[] = [];
  private readonly original: Client['query'];

  constructor(source: DataSource) {
    const { Client: PooledClient } = (source.driver as unknown as { postgres: { Client: typeof Client } }).postgres;
    const prototype = PooledClient.prototype as { query: (...values: unknown[]) => unknown };
    const original = prototype.query;
    this.original = original as Client['query'];
    const note = (text: string): void => void this.statements.push(text);
    prototype.query = function (this: Client, ...values: unknown[]) {
      const [first] = values;
      note(typeof first === 'string' ? first : ((first as { text?: string }).text ?? ''));
      return original.apply(this, values);
    };
  }

  /** How many statements the work sent. What a timer sends meanwhile, such as the usage of keys, is not the work's. */
  async during(work: () => Promise<unknown>): Promise<number> {
    this.statements = [];
    await work();
    return this.statements.filter(
      (text) => !/^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK)/i.test(text) && !text.includes('last_used_at = used'),
    ).length;
  }

  stop(): void {
    (Client.prototype as { query: unknown }).query = this.original;
  }
}

describe('the number of statements', () => {
  let app: TestApp;
  let counter: StatementCounter;
  let one: ApiClient;
  let many: ApiClient;

  /** A tenant with so many workflows, configurations and bound numbers. */
  async function tenant(count: number, area: string): Promise<ApiClient> {
    const api = await app.organization(`Tenant with ${count}`);
    for (let index = 0; index < count; index += 1) {
      const account = `AC${area}${String(index).padStart(29, '0')}`;
      const workflow = await api.post('/api/v1/workflows', { name: `W${index}`, target: { type: 'say', text: 'Hi' } });
      const config = await api.post(CONFIGS, {
        name: `C${index}`,
        config: { provider: 'twilio', account_sid: account, auth_token: 'token' },
      });
      const number = await api.post(`${CONFIGS}/${config.body.id}/phone-numbers?skip_ownership_check=true`, {
        address: `+1${area}555${String(1000 + index)}`,
        inbound_workflow_id: workflow.body.id,
      });
      expect(number.status).toBe(201);
    }
    return api;
  }

  beforeAll(async () => {
    app = await TestApp.start({ poolSize: 4 });
    one = await tenant(1, '415');
    many = await tenant(100, '212');
    counter = new StatementCounter(app.app.get(DataSource));
  });

  afterAll(async () => {
    counter.stop();
    await app.stop();
  });

  it.each([
    ['phone numbers', '/api/v1/phone-numbers', 'phone_numbers', 1],
    ['configurations', CONFIGS, 'configurations', 2],
    ['workflows', '/api/v1/workflows', 'workflows', 1],
    ['API keys', '/api/v1/api-keys', 'api_keys', 1],
    ['warnings', '/api/v1/organizations/telephony-config-warnings', 'warnings', 1],
  ])('is the same for one and for a hundred %s', async (_what, path, field, statements) => {
    for (const api of [one, many]) {
      await api.get(path);
      const counted = await counter.during(async () => {
        const answer = await api.get(`${path}${path.endsWith('warnings') ? '' : '?limit=100'}`);
        expect(Array.isArray(answer.body[field])).toBe(true);
      });
      expect(counted).toBe(statements);
    }
  });

  it('is one for reading, and one for creating a number without a binding', async () => {
    const list = await many.get('/api/v1/phone-numbers?limit=1');
    const [number] = list.body.phone_numbers;
    const numbers = `${CONFIGS}/${number.telephony_configuration_id}/phone-numbers`;
    expect(await counter.during(() => many.get(`${numbers}/${number.id}`))).toBe(1);
    const create = () => many.post(`${numbers}?skip_ownership_check=true`, { address: '+12125559999' });
    expect(await counter.during(create)).toBe(1);
  });
});
