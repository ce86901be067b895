import { prefixOfApiKey } from '../api-keys/api-key-secret.js';
import type { IssuedApiKey } from '../api-keys/api-key.service.js';
import type { CreatedOrganizationDto } from './dto/created-organization.dto.js';
import type { OrganizationDto } from './dto/organization.dto.js';
import type { Organization } from './organization.entity.js';

export function toOrganizationDto(organization: Organization): OrganizationDto {
  return {
    id: organization.id,
    name: organization.name,
    created_at: organization.createdAt.toISOString(),
    version: organization.version,
  };
}

export function toCreatedOrganizationDto(organization: Organization, issued: IssuedApiKey): CreatedOrganizationDto {
  const { entity, key } = issued;
  return {
    ...toOrganizationDto(organization),
    api_key: { id: entity.id, prefix: prefixOfApiKey(key), scopes: entity.scopes, key },
  };
}
