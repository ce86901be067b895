import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { Authenticated } from '../decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../decorators/current-organization.decorator.js';
import type { OrganizationId } from '../organization-id.js';
import { CreateOrganizationDto } from './dto/create-organization.dto.js';
import { CreatedOrganizationDto } from './dto/created-organization.dto.js';
import { OrganizationDto } from './dto/organization.dto.js';
import { OrganizationListDto } from './dto/organization-list.dto.js';
import { toCreatedOrganizationDto, toOrganizationDto } from './organization.mapper.js';
import { OrganizationService } from './organization.service.js';

@ApiTags('Organizations')
@Controller('organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationService) {}

  @Post()
  @Authenticated('instance')
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Create an organization',
    description: 'A new tenant with its first API key, which is shown this once.',
  })
  @ApiCreatedResponse({ type: CreatedOrganizationDto })
  @ApiProblems('validation_failed')
  async create(@Body(bodyValidationPipe) body: CreateOrganizationDto): Promise<CreatedOrganizationDto> {
    const { organization, issued } = await this.organizations.create(body.name);
    return toCreatedOrganizationDto(organization, issued);
  }

  @Get()
  @Authenticated('instance')
  @ApiOperation({ summary: 'List organizations', description: 'All tenants of this installation.' })
  @ApiOkResponse({ type: OrganizationListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(@Query(queryValidationPipe) query: PageQueryDto): Promise<OrganizationListDto> {
    const page = await this.organizations.list(query);
    return { organizations: page.items.map(toOrganizationDto), ...pageInfo(page) };
  }

  @Get('current')
  @Authenticated('read')
  @ApiOperation({ summary: 'Show the organization of this key' })
  @ApiOkResponse({ type: OrganizationDto })
  @ApiProblems('invalid_parameter')
  async current(@CurrentOrganization() organizationId: OrganizationId): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.get(organizationId));
  }

  @Get(':organization_id')
  @Authenticated('instance')
  @ApiOperation({ summary: 'Show an organization' })
  @ApiId('organization_id')
  @ApiOkResponse({ type: OrganizationDto })
  @ApiProblems('invalid_parameter', 'organization_not_found')
  async get(@Param('organization_id', ParseIdPipe) id: number): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.get(id));
  }
}
