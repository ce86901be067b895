import { shownSettings } from '../sync/shown-settings.js';
import type { InventoryDto, InventoryNumberDto } from './dto/inventory.dto.js';
import type { InventoryAnswer, InventoryEntry } from './inventory.reader.js';

function toNumberDto(entry: InventoryEntry): InventoryNumberDto {
  const { number, address, countryCode, status, registration, isPointedHere } = entry;
  return {
    address: address ?? number.address,
    name: number.name,
    country_code: countryCode,
    capabilities: [...number.capabilities],
    status,
    phone_number_id: registration?.phone_number_id ?? null,
    telephony_configuration_id: registration?.telephony_configuration_id ?? null,
    is_pointed_here: isPointedHere,
    points_to: shownSettings(number.settings),
  };
}

export function toInventoryDto({ entries, gone, nextCursor }: InventoryAnswer): InventoryDto {
  return {
    numbers: entries.map(toNumberDto),
    gone: gone.map((row) => ({ ...row, gone_since: row.gone_since?.toISOString() ?? null })),
    has_more: nextCursor !== null,
    next_cursor: nextCursor,
  };
}
