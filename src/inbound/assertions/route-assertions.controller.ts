import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { OverrideQueryDto } from '../../common/http/override.query.dto.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { CreateRouteAssertionDto } from './dto/create-route-assertion.dto.js';
import { DeletedRouteAssertionDto } from './dto/deleted-route-assertion.dto.js';
import { RouteAssertionDto, RouteAssertionListDto } from './dto/route-assertion.dto.js';
import { RouteAssertionRunDto } from './dto/route-assertion-run.dto.js';
import { RunRouteAssertionsDto } from './dto/run-route-assertions.dto.js';
import { toAssertedNumber, toRouteAssertionDto, toRouteAssertionRunDto } from './route-assertion.mapper.js';
import { RouteAssertionReader } from './route-assertion.reader.js';
import { RouteAssertionStore } from './route-assertion.store.js';
import { RouteAssertions } from './route-assertions.js';

const ID = 'route_assertion_id';

@ApiTags('Diagnosis')
@Controller('route-assertions')
export class RouteAssertionsController {
  constructor(
    private readonly assertions: RouteAssertions,
    private readonly reader: RouteAssertionReader,
    private readonly store: RouteAssertionStore,
  ) {}

  @Post()
  @Authenticated('write')
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Expect a workflow to answer a number',
    description:
      'From then on every change by which another one would answer, or none, is refused with `route_assertion_failed`, unless it is asked for with `override`.',
  })
  @ApiCreatedResponse({ type: RouteAssertionDto })
  @ApiProblems(
    'invalid_parameter',
    'validation_failed',
    'address_empty',
    'address_not_valid',
    'address_type_not_supported',
    'country_code_required',
    'country_code_not_valid',
    'phone_number_not_found',
    'telephony_config_not_found',
    'workflow_not_found',
    'route_assertion_exists',
    'route_assertion_failed',
  )
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) { override }: OverrideQueryDto,
    @Body(bodyValidationPipe) body: CreateRouteAssertionDto,
  ): Promise<RouteAssertionDto> {
    const expected = { workflowId: body.workflow_id, label: body.label ?? null };
    const number = toAssertedNumber(body);
    return toRouteAssertionDto(await this.assertions.create(organizationId, number, expected, override));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List route assertions' })
  @ApiOkResponse({ type: RouteAssertionListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: PageQueryDto,
  ): Promise<RouteAssertionListDto> {
    const page = await this.reader.list(organizationId, query);
    return { route_assertions: page.items.map(toRouteAssertionDto), ...pageInfo(page) };
  }

  @Get(`:${ID}`)
  @Authenticated('read')
  @ApiOperation({ summary: 'Show a route assertion' })
  @ApiId(ID)
  @ApiOkResponse({ type: RouteAssertionDto })
  @ApiProblems('invalid_parameter', 'route_assertion_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
  ): Promise<RouteAssertionDto> {
    return toRouteAssertionDto(await this.reader.get(organizationId, id));
  }

  @Delete(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({ summary: 'Delete a route assertion', description: 'The number stays as it is.' })
  @ApiId(ID)
  @ApiOkResponse({ type: DeletedRouteAssertionDto })
  @ApiProblems('invalid_parameter', 'route_assertion_not_found')
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
  ): Promise<DeletedRouteAssertionDto> {
    await this.store.remove(organizationId, id);
    return { message: 'Route assertion deleted.' };
  }

  @Post('run')
  @Authenticated('read')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try route assertions',
    description: 'Decides for each as for a real call. All, page by page, or those that `ids` names.',
  })
  @ApiOkResponse({ type: RouteAssertionRunDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor', 'validation_failed', 'route_assertion_not_found')
  async run(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: PageQueryDto,
    @Body(bodyValidationPipe) { ids }: RunRouteAssertionsDto,
  ): Promise<RouteAssertionRunDto> {
    const { page, results } = await this.assertions.run(organizationId, query, ids);
    return toRouteAssertionRunDto(page, results);
  }
}
