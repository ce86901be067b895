import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { SigningSecretsDto } from './signing-secrets.dto.js';
import { WorkflowSecretsService } from './workflow-secrets.service.js';

@ApiTags('Workflows')
@Controller('workflows/:workflow_id/signing-secrets')
export class WorkflowSecretsController {
  constructor(private readonly service: WorkflowSecretsService) {}

  @Get()
  @Authenticated('admin')
  @ApiOperation({
    summary: 'Show the signing secrets of a workflow',
    description:
      'What your endpoint or agent verifies calls with: the Standard Webhooks signature of a webhook target, and the token (JWT, HS256) of a media stream.',
  })
  @ApiId('workflow_id')
  @ApiOkResponse({ type: SigningSecretsDto })
  @ApiProblems('invalid_parameter', 'workflow_not_found')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
  ): Promise<SigningSecretsDto> {
    return { secrets: await this.service.list(organizationId, id) };
  }

  @Post()
  @Authenticated('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Add a second signing secret',
    description:
      'Begins a rotation without a refused call: add, let your endpoint accept both, then retire the older one.',
  })
  @ApiId('workflow_id')
  @ApiOkResponse({ type: SigningSecretsDto })
  @ApiProblems('invalid_parameter', 'workflow_not_found', 'secondary_secret_present', 'version_mismatch')
  async add(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
  ): Promise<SigningSecretsDto> {
    return { secrets: await this.service.add(organizationId, id) };
  }

  @Delete('oldest')
  @Authenticated('admin')
  @ApiOperation({ summary: 'Retire the older of two signing secrets' })
  @ApiId('workflow_id')
  @ApiOkResponse({ type: SigningSecretsDto })
  @ApiProblems('invalid_parameter', 'workflow_not_found', 'secondary_secret_missing', 'version_mismatch')
  async retire(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
  ): Promise<SigningSecretsDto> {
    return { secrets: await this.service.retire(organizationId, id) };
  }
}
