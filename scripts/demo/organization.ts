import { expectThat } from './expect-that.js';
import { request } from './story.js';

interface Answer {
  status: number;
  // The demo reads any field of any answer, and then says what it expects there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  body: any;
}

/** One tenant's view of the API. Every request is told. */
export class Organization {
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly signal: AbortSignal,
  ) {}

  /** A new tenant, with the key that was made for it. */
  async create(name: string): Promise<Organization> {
    const { body } = await this.send('POST', '/organizations', { name }, 201);
    return new Organization(this.url, (body as { api_key: { key: string } }).api_key.key, this.signal);
  }

  post(path: string, body: unknown, expected = 201): Promise<Answer> {
    return this.send('POST', path, body, expected);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send('PUT', path, body, 200);
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path, undefined, 200);
  }

  delete(path: string, expected = 200): Promise<Answer> {
    return this.send('DELETE', path, undefined, expected);
  }

  /** Looks without telling, for what is looked at again and again. */
  async glance(path: string): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      headers: { 'X-API-Key': this.key },
      signal: this.signal,
    });
    return { status: response.status, body: (await response.json()) as unknown };
  }

  private async send(method: string, path: string, body: unknown, expected: number): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'X-API-Key': this.key, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: this.signal,
    });
    const answer = { status: response.status, body: (await response.json()) as unknown };
    request(`${method} ${path}`, answer.status);
    expectThat(answer.status, expected, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  }
}
