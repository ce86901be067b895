import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { ByAddressQueryDto } from './dto/by-address.query.dto.js';
import { ListAllPhoneNumbersQueryDto } from './dto/list-all-phone-numbers.query.dto.js';
import { PhoneNumberListDto } from './dto/phone-number.dto.js';
import { PhoneNumberMatchesDto } from './dto/phone-number-matches.dto.js';
import { PhoneNumberLookup } from './phone-number.lookup.js';
import { toPhoneNumberDto } from './phone-number.mapper.js';
import { PhoneNumberReader } from './phone-number.reader.js';

@ApiTags('Phone numbers')
@Controller('phone-numbers')
export class AllPhoneNumbersController {
  constructor(
    private readonly reader: PhoneNumberReader,
    private readonly lookup: PhoneNumberLookup,
  ) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List all phone numbers', description: 'Across all configurations of the organization.' })
  @ApiOkResponse({ type: PhoneNumberListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: ListAllPhoneNumbersQueryDto,
  ): Promise<PhoneNumberListDto> {
    const page = await this.reader.list(organizationId, query);
    return { phone_numbers: page.items.map(toPhoneNumberDto), ...pageInfo(page) };
  }

  @Get('by-address/:address')
  @Authenticated('read')
  @ApiOperation({
    summary: 'Find a phone number by its address',
    description: 'The address is normalised as at registration, so any usual spelling finds it.',
  })
  @ApiParam({ name: 'address', schema: { type: 'string', minLength: 1, maxLength: 255 }, example: '+14155551234' })
  @ApiOkResponse({ type: PhoneNumberMatchesDto })
  @ApiProblems(
    'invalid_parameter',
    'phone_number_not_found',
    'address_empty',
    'address_not_valid',
    'country_code_required',
    'country_code_not_valid',
  )
  async byAddress(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('address') address: string,
    @Query(queryValidationPipe) query: ByAddressQueryDto,
  ): Promise<PhoneNumberMatchesDto> {
    return { phone_numbers: (await this.lookup.byAddress(organizationId, address, query)).map(toPhoneNumberDto) };
  }
}
