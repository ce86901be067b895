import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { IfMatch } from '../../common/http/if-match.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { Authenticated } from '../decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../decorators/current-organization.decorator.js';
import { CurrentPrincipal } from '../decorators/current-principal.decorator.js';
import type { OrganizationId } from '../organization-id.js';
import type { Principal } from '../principal.js';
import { toApiKeyDto, toIssuedApiKeyDto } from './api-key.mapper.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyDto } from './dto/api-key.dto.js';
import { ApiKeyListDto } from './dto/api-key-list.dto.js';
import { CreateApiKeyDto } from './dto/create-api-key.dto.js';
import { IssuedApiKeyDto } from './dto/issued-api-key.dto.js';

@ApiTags('API keys')
@Authenticated('admin')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @Post()
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Create an API key',
    description: 'The key is shown this once. It can do no more than the key that creates it.',
  })
  @ApiCreatedResponse({ type: IssuedApiKeyDto })
  @ApiProblems('validation_failed', 'scope_not_grantable')
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body(bodyValidationPipe) body: CreateApiKeyDto,
  ): Promise<IssuedApiKeyDto> {
    const expiresAt = body.expires_at == null ? null : new Date(body.expires_at);
    return toIssuedApiKeyDto(await this.apiKeys.create(principal, { name: body.name, scopes: body.scopes, expiresAt }));
  }

  @Get()
  @ApiOperation({ summary: 'List API keys', description: 'Revoked and expired keys included.' })
  @ApiOkResponse({ type: ApiKeyListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: PageQueryDto,
  ): Promise<ApiKeyListDto> {
    const page = await this.apiKeys.list(organizationId, query);
    return { api_keys: page.items.map(toApiKeyDto), ...pageInfo(page) };
  }

  @Get(':api_key_id')
  @ApiOperation({ summary: 'Show an API key', description: 'Without its secret, which nobody can read again.' })
  @ApiId('api_key_id')
  @ApiOkResponse({ type: ApiKeyDto })
  @ApiProblems('invalid_parameter', 'api_key_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('api_key_id', ParseIdPipe) id: number,
  ): Promise<ApiKeyDto> {
    return toApiKeyDto(await this.apiKeys.get(organizationId, id));
  }

  @Delete(':api_key_id')
  @ApiOperation({
    summary: 'Revoke an API key',
    description: 'Takes effect at once here, and within five seconds on other instances.',
  })
  @ApiId('api_key_id')
  @ApiIfMatch()
  @ApiOkResponse({ type: ApiKeyDto })
  @ApiProblems('invalid_parameter', 'api_key_not_found', 'version_mismatch')
  async revoke(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('api_key_id', ParseIdPipe) id: number,
    @IfMatch() versions: number[] | undefined,
  ): Promise<ApiKeyDto> {
    return toApiKeyDto(await this.apiKeys.revoke(organizationId, id, versions));
  }
}
