import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Principal } from '../../auth/principal.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { IfMatch } from '../../common/http/if-match.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { assertObject, bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { TelephonyAccountReader } from '../configs/telephony-account.reader.js';
import { CreatePhoneNumberDto } from './dto/create-phone-number.dto.js';
import { DeletePhoneNumberQueryDto } from './dto/delete-phone-number.query.dto.js';
import { DeletedPhoneNumberDto } from './dto/deleted-phone-number.dto.js';
import { ListPhoneNumbersQueryDto } from './dto/list-phone-numbers.query.dto.js';
import { PhoneNumberFieldsDto } from './dto/phone-number-fields.dto.js';
import { PhoneNumberDto, PhoneNumberListDto } from './dto/phone-number.dto.js';
import { CreatePhoneNumberQueryDto, UpdatePhoneNumberQueryDto } from './dto/sync-options.query.dto.js';
import { UpdatePhoneNumberDto } from './dto/update-phone-number.dto.js';
import { PHONE_NUMBER_EXAMPLES } from './phone-number.examples.js';
import { toFinalSyncDto, toPhoneNumberDto } from './phone-number.mapper.js';
import { PhoneNumberReader } from './phone-number.reader.js';
import { PhoneNumberRemoval } from './phone-number.removal.js';
import { PhoneNumberService } from './phone-number.service.js';
import { RefuseAddressPipe } from './refuse-address.pipe.js';

const ID = 'phone_number_id';

/** How PUT and PATCH are refused. */
const UPDATE_PROBLEMS = [
  'validation_failed',
  'address_immutable',
  'country_code_not_valid',
  'trunks_not_supported',
  'invalid_parameter',
  'phone_number_not_found',
  'workflow_not_found',
  'trunk_not_found',
  'version_mismatch',
  'route_assertion_failed',
] as const;

@ApiTags('Phone numbers')
@ApiId('config_id')
@Controller('organizations/telephony-configs/:config_id/phone-numbers')
export class PhoneNumbersController {
  constructor(
    private readonly phoneNumbers: PhoneNumberService,
    private readonly removal: PhoneNumberRemoval,
    private readonly reader: PhoneNumberReader,
    private readonly accounts: TelephonyAccountReader,
  ) {}

  @Post()
  @Authenticated('write')
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Register a phone number',
    description:
      'Normalises the address, asks the carrier whether the account owns it, stores it under its globally unique inbound key and, when a workflow is bound, attaches it at the carrier and reads it back. `provider_sync` says truthfully whether it will ring.',
  })
  @ApiBody({ type: CreatePhoneNumberDto, examples: PHONE_NUMBER_EXAMPLES })
  @ApiCreatedResponse({ type: PhoneNumberDto })
  @ApiProblems(
    'validation_failed',
    'address_empty',
    'address_not_valid',
    'address_type_not_supported',
    'country_code_required',
    'country_code_not_valid',
    'not_owned_at_provider',
    'trunks_not_supported',
    'telephony_config_not_found',
    'workflow_not_found',
    'trunk_not_found',
    'phone_number_taken',
    'invalid_parameter',
    'provider_unauthorized',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
  )
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('config_id', ParseIdPipe) configId: number,
    @Query(queryValidationPipe) query: CreatePhoneNumberQueryDto,
    @Body(bodyValidationPipe) body: CreatePhoneNumberDto,
  ): Promise<PhoneNumberDto> {
    const options = { skipOwnershipCheck: query.skip_ownership_check, confirmShared: query.confirm_shared };
    return toPhoneNumberDto(await this.phoneNumbers.create(principal, configId, body, options));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List the phone numbers of a configuration' })
  @ApiOkResponse({ type: PhoneNumberListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor', 'telephony_config_not_found')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Query(queryValidationPipe) query: ListPhoneNumbersQueryDto,
  ): Promise<PhoneNumberListDto> {
    const page = await this.reader.list(organizationId, { ...query, telephony_configuration_id: configId });
    // An empty page is the only one that cannot prove that the configuration exists.
    if (page.items.length === 0) await this.accounts.get(organizationId, configId);
    return { phone_numbers: page.items.map(toPhoneNumberDto), ...pageInfo(page) };
  }

  @Get(`:${ID}`)
  @Authenticated('read')
  @ApiOperation({
    summary: 'Show a phone number',
    description: '`provider_sync` is the stored state of the last attempt.',
  })
  @ApiId(ID)
  @ApiOkResponse({ type: PhoneNumberDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
  ): Promise<PhoneNumberDto> {
    return toPhoneNumberDto(await this.reader.get(organizationId, configId, id));
  }

  @Put(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Update a phone number',
    description:
      'Fields that are absent or null stay as they are; the `clear_` flags clear. The carrier is contacted only when the number gets or loses its binding. The address cannot be changed.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: PhoneNumberDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async update(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: UpdatePhoneNumberQueryDto,
    @Body(RefuseAddressPipe, bodyValidationPipe) body: UpdatePhoneNumberDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<PhoneNumberDto> {
    const options = { versions, confirmShared: query.confirm_shared, override: query.override };
    return toPhoneNumberDto(await this.phoneNumbers.update(organizationId, configId, id, body, options));
  }

  @Patch(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Patch a phone number',
    description: 'JSON Merge Patch (RFC 7396): null clears a field, `extra_metadata` is merged.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiBody({ type: PhoneNumberFieldsDto })
  @ApiOkResponse({ type: PhoneNumberDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async patch(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: UpdatePhoneNumberQueryDto,
    @Body(RefuseAddressPipe) body: unknown,
    @IfMatch() versions: number[] | undefined,
  ): Promise<PhoneNumberDto> {
    assertObject(body);
    const options = { versions, confirmShared: query.confirm_shared, override: query.override };
    return toPhoneNumberDto(await this.phoneNumbers.patch(organizationId, configId, id, body, options));
  }

  @Delete(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Delete a phone number',
    description: 'The carrier first gets back the settings it had before; if it refuses, the number stays.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: DeletedPhoneNumberDto })
  @ApiProblems(
    'invalid_parameter',
    'phone_number_not_found',
    'version_mismatch',
    'sync_in_progress',
    'route_assertion_failed',
    'provider_detach_failed',
  )
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: DeletePhoneNumberQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<DeletedPhoneNumberDto> {
    const { force, override } = query;
    const outcome = await this.removal.remove(organizationId, configId, id, { versions, force, override });
    return { message: 'Phone number deleted.', provider_sync: toFinalSyncDto(outcome) };
  }
}
