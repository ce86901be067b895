import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { isJsonObject, isListOf, objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** A rented number, as far as it is read. */
export interface VobizNumber {
  /** With the plus. */
  e164: string;
  /** `active`, `pending_purchase`, `pending_release`, `released` or `blocked`. */
  status?: string | null | undefined;
  /** The application that answers. */
  application_id?: string | null | undefined;
  /** The SIP trunk that the number's calls are sent to. */
  trunk_group_id?: string | null | undefined;
  /** ISO 3166-1 alpha-2. */
  country?: string | null | undefined;
  /** Booleans by `voice`, `sms`, `mms` and `fax`. */
  capabilities?: JsonObject | undefined;
}

export const isVobizNumber: Shape<VobizNumber> = objectOf({
  e164: 'text',
  status: 'text?',
  application_id: 'text?',
  trunk_group_id: 'text?',
  country: 'text?',
  capabilities: 'object?',
});

/** Whether the account still has the number, and under an address that can be routed. */
export function isInUse({ e164, status }: VobizNumber): boolean {
  return status !== 'released' && /^\+[1-9]\d{6,14}$/.test(e164);
}

export function numberSettings({ application_id, trunk_group_id }: VobizNumber): RemoteSettings {
  return { application_id: textSetting(application_id), trunk_group_id: textSetting(trunk_group_id) };
}

/** The settings of an application that decide who answers, beside `enabled`. */
const TEXT_SETTINGS = ['answer_url', 'answer_method', 'fallback_answer_url', 'fallback_method'] as const;

type TextSetting = (typeof TEXT_SETTINGS)[number];

/** An application, as far as it is read. */
export type VobizApplication = Record<TextSetting, string | null | undefined> & {
  app_id: string;
  app_name: string;
  enabled: boolean | null | undefined;
  default_endpoint_app: boolean | null | undefined;
};

export const isVobizApplication: Shape<VobizApplication> = objectOf({
  app_id: 'text',
  app_name: 'text',
  answer_url: 'text?',
  answer_method: 'text?',
  fallback_answer_url: 'text?',
  fallback_method: 'text?',
  enabled: 'flag?',
  default_endpoint_app: 'flag?',
});

/** Where Vobiz does not say, a method is POST and an application is enabled: these are its defaults. */
export function applicationSettings(application: VobizApplication): RemoteSettings {
  return {
    answer_url: textSetting(application.answer_url),
    answer_method: textSetting(application.answer_method) ?? 'POST',
    fallback_answer_url: textSetting(application.fallback_answer_url),
    fallback_method: textSetting(application.fallback_method) ?? 'POST',
    enabled: application.enabled ?? true,
  };
}

/** What an application can be made with or changed to. */
export type VobizParameters = Readonly<Record<string, string | boolean>>;

/** The parameters of an update of an application; an empty string clears. */
export function applicationParameters(settings: RemoteSettings): VobizParameters {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]): [string, string | boolean] => {
      if (name === 'enabled' && typeof value === 'boolean') return [name, value];
      if (!(TEXT_SETTINGS as readonly string[]).includes(name) || typeof value === 'boolean') {
        throw new TypeError(`A Vobiz application has no such setting "${name}"`);
      }
      return [name, value ?? ''];
    }),
  );
}

/** The answer to making an application. */
export const isCreatedApplication: Shape<{ app_id: string }> = objectOf({ app_id: 'text' });

/** One page of the numbers of an account; pages are counted from 1. */
export interface VobizNumberPage {
  items: VobizNumber[];
  page: number;
  /** Can be less than was asked for. */
  per_page: number;
  total: number;
}

export function isNumberPage(value: unknown): value is VobizNumberPage {
  return (
    isJsonObject(value) &&
    isListOf(value['items'], isVobizNumber) &&
    [value['page'], value['per_page'], value['total']].every((count) => Number.isSafeInteger(count))
  );
}

/** One page of the applications of an account. */
export interface VobizApplicationPage {
  objects: VobizApplication[];
  meta: { next?: string | null | undefined };
}

const isMeta = objectOf({ next: 'text?' });

export function isApplicationPage(value: unknown): value is VobizApplicationPage {
  return isJsonObject(value) && isMeta(value['meta']) && isListOf(value['objects'], isVobizApplication);
}
