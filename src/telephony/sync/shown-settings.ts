import { maskUserinfo } from '../../common/secrets/mask-userinfo.js';
import type { RemoteSettings, SettingValue } from '../../provider-sync/contract/remote-settings.js';
import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';

/** Somebody may have put credentials into a URL at the carrier; they are not for everybody who may read here. */
function shown(value: SettingValue): SettingValue {
  return typeof value === 'string' ? maskUserinfo(value) : value;
}

/** Settings as they are shown: without credentials in their URLs. */
export function shownSettings(settings: RemoteSettings): Record<string, SettingValue> {
  return Object.fromEntries(Object.entries(settings).map(([field, value]) => [field, shown(value)]));
}

/** Differences as they are shown: without credentials in their URLs. */
export function shownDifferences(changes: readonly SettingDifference[]): SettingDifference[] {
  return changes.map(({ field, carrier_value: carrierValue, wanted_value: wantedValue }) => ({
    field,
    carrier_value: shown(carrierValue),
    wanted_value: shown(wantedValue),
  }));
}
