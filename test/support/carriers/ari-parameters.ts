import { CarrierRefusal } from './carrier-refusal.js';
import type { RecordedRequest } from './recorded-request.js';

export function ariRefusal(status: number, message: string): CarrierRefusal {
  return new CarrierRefusal({ status, body: { message } });
}

/** Names of the parameters of an operation; those that end in `!` are required. */
export type AllowedParameters = readonly string[];

/** The parameters of a request, and the variables for a channel that is made. */
export interface AriParameters {
  values: ReadonlyMap<string, string>;
  variables: ReadonlyMap<string, string>;
}

/**
 * Reads parameters from the query and from the JSON body, as ARI documents both. Where an Asterisk passes over what it
 * does not know, it is refused here.
 */
export function readParameters(request: RecordedRequest, allowed: AllowedParameters): AriParameters {
  const names = allowed.map((name) => name.replace('!', ''));
  const { variables = {}, ...fields } = readBody(request);
  const given = [...request.query.entries(), ...Object.entries(fields)].map(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw ariRefusal(400, `Invalid parameter ${name}`);
    return [name, String(value)] as const;
  });
  const values = new Map(given);
  if (values.size !== given.length) throw ariRefusal(400, 'A parameter is given twice');
  for (const name of values.keys()) if (!names.includes(name)) throw ariRefusal(400, `Unknown parameter ${name}`);
  for (const name of allowed) {
    if (name.endsWith('!') && !values.get(name.slice(0, -1))) throw ariRefusal(400, `Missing parameter ${name}`);
  }
  return { values, variables: readVariables(variables) };
}

function readBody({ body, headers }: RecordedRequest): Record<string, unknown> {
  if (body === '') return {};
  if (headers['content-type'] !== 'application/json') throw ariRefusal(400, 'The body is no JSON');
  return JSON.parse(body) as Record<string, unknown>;
}

function readVariables(variables: unknown): ReadonlyMap<string, string> {
  if (typeof variables !== 'object' || variables === null) throw ariRefusal(400, 'Invalid variables');
  const entries = Object.entries(variables);
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw ariRefusal(400, "Only string values in the 'variables' object allowed");
    // A name in parentheses would be a dialplan function.
    if (!/^\w+$/.test(name)) throw ariRefusal(400, `Invalid variable ${name}`);
  }
  return new Map(entries as [string, string][]);
}
