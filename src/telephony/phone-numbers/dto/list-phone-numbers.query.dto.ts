import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { PageQueryDto } from '../../../common/pagination/page-query.dto.js';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';
import { IsQueryInteger } from '../../../common/validation/is-query-integer.decorator.js';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import type { SyncState } from '../../sync/sync-state.js';
import { SYNC_STATES } from '../../sync/sync-state.js';

const ADDRESS_TYPES = ['pstn', 'sip_uri', 'sip_extension'] as const;

/** Filters of the numbers of one configuration. */
export class ListPhoneNumbersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    description: 'Beginning of the address (with or without +) or of the label.',
    example: '+1415',
  })
  @IsOptional()
  @IsText({ min: 1, max: 255 })
  q?: string;

  @ApiPropertyOptional({ type: Boolean })
  @IsQueryBoolean()
  is_active?: boolean;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Bound to this workflow.' })
  @IsQueryInteger({ min: 1, max: Number.MAX_SAFE_INTEGER })
  inbound_workflow_id?: number;

  @ApiPropertyOptional({ type: Boolean, description: '`true`: bound to no workflow; `false`: bound to one.' })
  @IsQueryBoolean()
  unbound?: boolean;

  @ApiPropertyOptional({ enum: SYNC_STATES })
  @IsOptional()
  @IsIn(SYNC_STATES)
  sync_state?: SyncState;

  @ApiPropertyOptional({ enum: ADDRESS_TYPES })
  @IsOptional()
  @IsIn(ADDRESS_TYPES)
  address_type?: (typeof ADDRESS_TYPES)[number];

  @ApiPropertyOptional({ description: 'ISO 3166-1 alpha-2.', example: 'US' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @Matches(/^[A-Z]{2}$/, { message: 'country_code must be two letters, such as US' })
  country_code?: string;

  @ApiPropertyOptional({ description: 'Exactly this label.' })
  @IsOptional()
  @IsText({ min: 1, max: 64 })
  label?: string;
}
