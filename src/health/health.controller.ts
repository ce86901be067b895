import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../auth/decorators/public.decorator.js';
import { InstallationMark } from '../crypto/installation-mark.js';
import { HealthDto } from './dto/health.dto.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('Operation')
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly mark: InstallationMark,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Is the process alive?', security: [] })
  @ApiOkResponse({
    type: HealthDto,
    headers: {
      'Dialplane-Installation': { description: 'Tells this installation from others.', schema: { type: 'string' } },
    },
  })
  live(@Res({ passthrough: true }) response: Response): HealthDto {
    response.setHeader(InstallationMark.header, this.mark.value);
    return { status: 'ok', checks: { process: 'ok' } };
  }

  @Get('readyz')
  @ApiOperation({
    summary: 'Can it serve requests?',
    description: 'The database answers and its schema is up to date.',
    security: [],
  })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({ type: HealthDto })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    const health = await this.readiness.check();
    response.status(health.status === 'ok' ? 200 : 503);
    return health;
  }
}
