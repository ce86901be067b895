import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** A call control application, as far as it is read. */
export interface TelnyxApplication {
  id: string;
  application_name: string;
  /** Whether it can be used at all. */
  active?: boolean | null | undefined;
  webhook_event_url?: string | null | undefined;
  webhook_event_failover_url?: string | null | undefined;
  /** `1` or `2`. */
  webhook_api_version?: string | null | undefined;
}

export const isTelnyxApplication: Shape<TelnyxApplication> = objectOf({
  id: 'text',
  application_name: 'text',
  active: 'flag?',
  webhook_event_url: 'text?',
  webhook_event_failover_url: 'text?',
  webhook_api_version: 'text?',
});

/**
 * The settings that decide who is told of a call. The version of the webhooks, of which there are two, is a switch:
 * that it is on tells nobody whose webhooks they are.
 */
export function applicationSettings(application: TelnyxApplication): RemoteSettings {
  return {
    webhook_event_url: textSetting(application.webhook_event_url),
    webhook_event_failover_url: textSetting(application.webhook_event_failover_url),
    webhook_api_v2: application.webhook_api_version === '2',
    active: application.active ?? null,
  };
}

/** The members of an application that hold the given settings. */
export function applicationMembers(settings: RemoteSettings): JsonObject {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]): [string, unknown] => {
      switch (name) {
        case 'webhook_event_url':
        case 'webhook_event_failover_url':
          return [name, value];
        case 'webhook_api_v2':
          return ['webhook_api_version', value === true ? '2' : '1'];
        case 'active':
          return [name, value === true];
        default:
          throw new TypeError(`A Telnyx application has no setting "${name}"`);
      }
    }),
  );
}

/** The body of an update that changes only the given settings; name and URL must always be part of it. */
export function applicationUpdate(application: TelnyxApplication, settings: RemoteSettings): JsonObject {
  return {
    application_name: application.application_name,
    webhook_event_url: application.webhook_event_url,
    ...applicationMembers(settings),
  };
}
