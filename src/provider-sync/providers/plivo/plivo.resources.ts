import type { Shape } from '../../contract/json-shape.js';
import { isJsonObject, isListOf, objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** A rented number, as far as it is read. `number` has digits only. */
export interface PlivoNumber {
  number: string;
  alias?: string | null | undefined;
  /** URI of the application that answers; a SIP trunk's id can stand in its place. */
  application?: string | null | undefined;
  voice_enabled?: boolean | null | undefined;
  sms_enabled?: boolean | null | undefined;
  mms_enabled?: boolean | null | undefined;
}

const hasNumberFields = objectOf({
  number: 'text',
  alias: 'text?',
  application: 'text?',
  voice_enabled: 'flag?',
  sms_enabled: 'flag?',
  mms_enabled: 'flag?',
});

export function isPlivoNumber(value: unknown): value is PlivoNumber {
  return hasNumberFields(value) && /^\d+$/.test(value.number) && isApplicationUri(value.application);
}

function isApplicationUri(uri: string | null | undefined): boolean {
  return !uri || applicationIdOf(uri) !== null;
}

/** `/v1/Account/{auth_id}/Application/{app_id}/` → `{app_id}`. */
export function applicationIdOf(uri: string | null | undefined): string | null {
  return /([^/]+)\/?$/.exec(uri ?? '')?.[1] ?? null;
}

/** The one setting of a number that decides who answers. */
export function numberSettings(number: PlivoNumber): RemoteSettings {
  return { app_id: applicationIdOf(number.application) };
}

/** The settings of an application that decide who answers; Plivo calls the fallback's method just so. */
const APPLICATION_SETTINGS = ['answer_url', 'answer_method', 'fallback_answer_url', 'fallback_method'] as const;

type ApplicationSetting = (typeof APPLICATION_SETTINGS)[number];

/** An application, as far as it is read. */
export type PlivoApplication = { app_id: string; app_name: string } & Record<
  ApplicationSetting,
  string | null | undefined
>;

export const isPlivoApplication: Shape<PlivoApplication> = objectOf({
  app_id: 'text',
  app_name: 'text',
  answer_url: 'text?',
  answer_method: 'text?',
  fallback_answer_url: 'text?',
  fallback_method: 'text?',
});

export function applicationSettings(application: PlivoApplication): RemoteSettings {
  return Object.fromEntries(APPLICATION_SETTINGS.map((name) => [name, textSetting(application[name])]));
}

/** The parameters of an update of an application; an empty string clears. */
export function applicationParameters(settings: RemoteSettings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!(APPLICATION_SETTINGS as readonly string[]).includes(name)) {
        throw new TypeError(`A Plivo application has no setting "${name}"`);
      }
      return [name, String(value ?? '')];
    }),
  );
}

/** The answer to making an application. */
export const isCreatedApplication: Shape<{ app_id: string }> = objectOf({ app_id: 'text' });

/** One page of a list. */
export interface PlivoPage<T> {
  objects: T[];
  isLast: boolean;
}

interface WirePage<T> {
  meta: { next?: string | null };
  objects: T[];
}

const isMeta = objectOf({ next: 'text?' });

export function isPageOf<T>(isItem: Shape<T>): Shape<WirePage<T>> {
  return (value): value is WirePage<T> =>
    isJsonObject(value) && isMeta(value['meta']) && isListOf(value['objects'], isItem);
}
