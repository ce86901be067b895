import type { ResponseValidator } from './response-validator.js';

/** What came back: parsed JSON where it is JSON. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  // The shape is checked against the OpenAPI document; tests read what they need of it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads any field of any answer
  body: any;
}

interface RequestOptions {
  headers?: Readonly<Record<string, string>>;
  /** Sent as it is, to test what is not JSON. */
  rawBody?: string | Uint8Array;
}

/** Real HTTP with a key. Every response is validated against the OpenAPI document of the application. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly key: string | null,
    private readonly validator: ResponseValidator,
  ) {}

  get(path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.send('GET', path, undefined, options);
  }

  post(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.send('POST', path, body, options);
  }

  put(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.send('PUT', path, body, options);
  }

  patch(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.send('PATCH', path, body, options);
  }

  delete(path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    return this.send('DELETE', path, undefined, options);
  }

  async send(method: string, path: string, body: unknown, options: RequestOptions): Promise<ApiResponse> {
    const payload = options.rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...(this.key === null ? {} : { 'X-API-Key': this.key }),
        ...(payload === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as unknown) : text,
    };
    this.validator.validate(method, path, answer);
    return answer;
  }
}
