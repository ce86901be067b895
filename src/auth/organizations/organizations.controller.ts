import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
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
  async current(@CurrentOrganization() organizationId: OrganizationId): Promise<OrganizationDto> {
    return toOrganizationDto(await this.organizations.get(organizationId));
  }
}
