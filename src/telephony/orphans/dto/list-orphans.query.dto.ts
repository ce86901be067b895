import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../common/pagination/page-query.dto.js';
import type { OrphanKind } from '../../sync/provider-orphan.entity.js';
import { ORPHAN_KINDS } from '../../sync/provider-orphan.entity.js';

export class ListOrphansQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Wire name of a provider.', maxLength: 32, example: 'twilio' })
  @IsOptional()
  @IsString()
  @MaxLength(32)
  provider?: string;

  @ApiPropertyOptional({ enum: ORPHAN_KINDS, example: 'phone_number' })
  @IsOptional()
  @IsIn(ORPHAN_KINDS)
  kind?: OrphanKind;

  @ApiPropertyOptional({ description: 'Code of why it was left behind.', maxLength: 64, example: 'account_changed' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  reason?: string;
}
