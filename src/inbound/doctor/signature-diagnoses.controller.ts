import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { CreateSignatureDiagnosisDto } from './dto/create-signature-diagnosis.dto.js';
import { ListSignatureDiagnosesQueryDto } from './dto/list-signature-diagnoses.query.dto.js';
import { DiagnosisDto, SignatureDiagnosisListDto } from './dto/signature-diagnosis.dto.js';
import { toDescribedRequest, toDiagnosisDto, toSignatureDiagnosisDto } from './signature-diagnosis.mapper.js';
import { SignatureDiagnosisReader } from './signature-diagnosis.reader.js';
import { SignatureDoctor } from './signature-doctor.js';

@ApiTags('Diagnosis')
@Controller('signature-diagnoses')
export class SignatureDiagnosesController {
  constructor(
    private readonly doctor: SignatureDoctor,
    private readonly diagnoses: SignatureDiagnosisReader,
  ) {}

  @Post()
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Find out why a webhook is refused',
    description:
      'Tries which spelling of the URL and which of your secrets the request was signed with, and says which setting to change. Nothing is stored, and no request becomes acceptable by it. The answer holds neither secrets nor signatures.',
  })
  @ApiOkResponse({ type: DiagnosisDto })
  @ApiProblems('invalid_parameter', 'validation_failed', 'telephony_config_not_found', 'signature_not_supported')
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Body(bodyValidationPipe) body: CreateSignatureDiagnosisDto,
  ): Promise<DiagnosisDto> {
    const request = toDescribedRequest(body);
    return toDiagnosisDto(await this.doctor.examine(organizationId, body.telephony_configuration_id, request));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'List why webhooks were refused',
    description: 'One for each configuration of which webhooks were refused: what was found out about the last ones.',
  })
  @ApiOkResponse({ type: SignatureDiagnosisListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: ListSignatureDiagnosesQueryDto,
  ): Promise<SignatureDiagnosisListDto> {
    const page = await this.diagnoses.list(organizationId, query);
    return { signature_diagnoses: page.items.map(toSignatureDiagnosisDto), ...pageInfo(page) };
  }
}
