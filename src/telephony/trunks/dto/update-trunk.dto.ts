import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';

/** Absent or null means unchanged. */
export class UpdateTrunkDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 64, nullable: true, type: String, example: 'Dubai' })
  @IsOptional()
  @IsText({ min: 1, max: 64 })
  name?: string | null;

  @ApiPropertyOptional({
    description: 'All settings: they take the place of the stored ones.',
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { region: 'UAE', sip_domain: 'acme.example.com' },
  })
  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'An inactive trunk is switched off at the carrier.',
    type: Boolean,
    nullable: true,
  })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean | null;
}
