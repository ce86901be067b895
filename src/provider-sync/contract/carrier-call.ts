/** The account that a call is made for. */
export interface CarrierAccount {
  /** Wire name of the provider. */
  provider: string;
  /** Its name in messages. */
  displayName: string;
  /** The id of the account at the carrier. Only a hash of it is kept. */
  id: string;
  /** The secret that signs in. Only a hash of it is kept: who does not know it must not use up the account's share of calls. */
  secret: string;
  /** Labels of the form fields that sign in: what a person has to check when the carrier refuses them. */
  credentialLabels: readonly string[];
}

/** One call to a carrier. */
export interface CarrierCall {
  account: CarrierAccount;
  /** GET, PUT and DELETE are repeated when they fail in passing; a POST or PATCH is sent once, because it may have been done. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The carrier does it once however often it is sent, so a POST is repeated as well; it has a key in its body for that. */
  isRepeatable?: boolean;
  /** Absolute, without a query; ids in the path are encoded by {@link pathSegment}. */
  url: string;
  /** What signs in. Never logged, never part of an error. */
  headers: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number>>;
  /** Body as `application/x-www-form-urlencoded`. */
  form?: Readonly<Record<string, string>>;
  /** Body as `application/json`. */
  json?: unknown;
  /** Statuses that mean "there is no such thing" rather than a fault; they are answered with null. */
  nullOn?: readonly number[];
  /** The address was typed by a tenant, so it must not lead into a network that the operator has not opened to them. */
  isTenantAddress?: boolean;
  /** All attempts and the waiting between them; 10 seconds unless said otherwise. */
  timeoutMs?: number;
}

/** The part of a call that goes over the wire. */
export interface WireRequest {
  url: string;
  method: CarrierCall['method'];
  headers: Record<string, string>;
  body: string | null;
}

/** Signs in with HTTP Basic (RFC 7617), in UTF-8. */
export function basicAuth(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` };
}

/**
 * One step of a path, encoded so that it stays one step.
 * @throws TypeError for a text that a URL would resolve away, which validation must have refused
 */
export function pathSegment(text: string): string {
  if (text === '' || text === '.' || text === '..') throw new TypeError('Not usable as a step of a path');
  return encodeURIComponent(text);
}

export function toWireRequest(call: CarrierCall): WireRequest {
  const query = new URLSearchParams(
    Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const content = bodyOf(call);
  return {
    url: query === '' ? call.url : `${call.url}?${query}`,
    method: call.method,
    headers: {
      accept: 'application/json',
      'user-agent': 'dialplane',
      ...(content && { 'content-type': content.type }),
      ...call.headers,
    },
    body: content?.text ?? null,
  };
}

function bodyOf({ form, json }: CarrierCall): { type: string; text: string } | undefined {
  if (form) return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
  return json === undefined ? undefined : { type: 'application/json', text: JSON.stringify(json) };
}
