import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { maskOf } from '../configs/credential-mask.js';
import { shownSettings } from '../sync/shown-settings.js';
import type { CleanedOrphanDto } from './dto/cleaned-orphan.dto.js';
import type { OrphanDto } from './dto/orphan.dto.js';
import { sentenceOf } from './orphan-reason.js';
import type { CleanedOrphan } from './orphan-cleaner.js';
import type { OrphanRow } from './orphan.row.js';

export function toOrphanDto(row: OrphanRow, { fields, accountIdField }: ProviderMetadata): OrphanDto {
  const isSensitive = fields.find(({ name }) => name === accountIdField)?.sensitive ?? false;
  return {
    id: row.id,
    provider: row.provider,
    account_id: isSensitive ? maskOf(row.account_id) : row.account_id,
    kind: row.kind,
    external_id: row.external_id,
    reason: row.reason,
    detail: sentenceOf(row.reason),
    saved_settings: row.saved_settings && shownSettings(row.saved_settings),
    can_clean: row.can_clean,
    created_at: row.created_at.toISOString(),
  };
}

export function toCleanedOrphanDto({ result, message, changedFields, settled }: CleanedOrphan): CleanedOrphanDto {
  return { result, message, changed_fields: [...changedFields], settled_orphans: settled };
}
