import type { ApiKey } from './api-key.entity.js';
import type { IssuedApiKey } from './api-key.service.js';
import type { ApiKeyDto } from './dto/api-key.dto.js';
import type { IssuedApiKeyDto } from './dto/issued-api-key.dto.js';

export function toApiKeyDto(apiKey: ApiKey): ApiKeyDto {
  return {
    id: apiKey.id,
    name: apiKey.name,
    prefix: apiKey.prefix,
    scopes: apiKey.scopes,
    expires_at: apiKey.expiresAt?.toISOString() ?? null,
    revoked_at: apiKey.revokedAt?.toISOString() ?? null,
    last_used_at: apiKey.lastUsedAt?.toISOString() ?? null,
    created_at: apiKey.createdAt.toISOString(),
    version: apiKey.version,
  };
}

export function toIssuedApiKeyDto({ entity, key }: IssuedApiKey): IssuedApiKeyDto {
  return { ...toApiKeyDto(entity), key };
}
