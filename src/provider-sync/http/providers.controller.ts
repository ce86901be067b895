import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { ProviderMetadataListDto } from './dto/provider-metadata.dto.js';
import { toProviderMetadataDto } from './provider-metadata.mapper.js';

@ApiTags('Providers')
@Controller('organizations/telephony-providers')
export class ProvidersController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get('metadata')
  @Authenticated('read')
  @ApiOperation({
    summary: 'List providers',
    description: 'What each provider needs (its form) and can do, sorted by name.',
  })
  @ApiOkResponse({ type: ProviderMetadataListDto })
  @ApiProblems('invalid_parameter')
  metadata(): ProviderMetadataListDto {
    return { providers: this.registry.all().map(({ metadata }) => toProviderMetadataDto(metadata)) };
  }
}
