import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { ConfigurationError } from './configuration.error.js';
import { Environment } from './environment.js';
import { isBaseUrl } from './is-base-url.validator.js';

const CARRIER_BASE_URL = /^[A-Z0-9]+_(API|REST)_BASE_URL$/;

export interface LoadedEnvironment {
  variables: Environment;
  carrierBaseUrls: ReadonlyMap<string, string>;
}

/** The names of all variables, from the validators that the class carries. */
export const VARIABLE_NAMES: readonly string[] = [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(Environment, '', true, false)
      .map((metadata) => metadata.propertyName),
  ),
];

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Variables that say where the carriers' APIs are, for tests, proxies and regional endpoints. */
function readCarrierBaseUrls(source: NodeJS.ProcessEnv, faults: string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(source)) {
    if (!CARRIER_BASE_URL.test(name) || value === undefined || value.trim() === '') continue;
    if (isBaseUrl(value)) found.set(name, withoutTrailingSlash(value));
    else faults.push(`${name} must be the http(s) URL of the carrier's API`);
  }
  return found;
}

function readVariables(source: NodeJS.ProcessEnv, faults: string[]): Environment {
  const given = Object.fromEntries(
    VARIABLE_NAMES.filter((name) => source[name]?.trim()).map((name) => [name, source[name]]),
  );
  const variables = plainToInstance(Environment, given, { exposeDefaultValues: true });
  for (const error of validateSync(variables)) faults.push(...Object.values(error.constraints ?? {}).slice(0, 1));
  if (variables.DATABASE_URL !== undefined && variables.ENCRYPTION_KEYS === undefined) {
    faults.push(
      'ENCRYPTION_KEYS is missing: with DATABASE_URL the key must not live beside one instance. Make one with: openssl rand -base64 32',
    );
  }
  if (variables.PUBLIC_BASE_URL !== undefined)
    variables.PUBLIC_BASE_URL = withoutTrailingSlash(variables.PUBLIC_BASE_URL);
  return variables;
}

/**
 * Reads and validates the environment.
 * @throws ConfigurationError listing every fault at once with its remedy
 */
export function loadEnvironment(source: NodeJS.ProcessEnv): LoadedEnvironment {
  const faults: string[] = [];
  const variables = readVariables(source, faults);
  const carrierBaseUrls = readCarrierBaseUrls(source, faults);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return { variables, carrierBaseUrls };
}
