import type { ProviderMetadata } from '../contract/provider-metadata.js';
import type { ProviderMetadataDto } from './dto/provider-metadata.dto.js';

export function toProviderMetadataDto(metadata: ProviderMetadata): ProviderMetadataDto {
  const { capabilities } = metadata;
  return {
    provider: metadata.provider,
    display_name: metadata.displayName,
    connectivity: metadata.connectivity,
    fields: [...metadata.fields],
    docs_url: metadata.docsUrl,
    capabilities: {
      address_types: [...capabilities.addressTypes],
      ownership: capabilities.ownership,
      per_number_binding: capabilities.perNumberBinding,
      inventory: capabilities.inventoryPageSize !== null,
      inventory_page_size: capabilities.inventoryPageSize,
      trunks: capabilities.trunks,
      provisioning: capabilities.provisioning,
      secondary_secret: metadata.hasSecondarySecret,
      signature_scheme: capabilities.signatureScheme,
      webhook_deadline_ms: capabilities.webhookDeadlineMs,
    },
  };
}
