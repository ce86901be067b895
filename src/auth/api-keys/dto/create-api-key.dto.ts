import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsISO8601, IsOptional } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { IsInFuture } from '../../../common/validation/is-in-future.decorator.js';
import type { Scope } from '../../scope.js';
import { SCOPES } from '../../scope.js';

export class CreateApiKeyDto {
  @ApiProperty({ description: 'What the key is for.', minLength: 1, maxLength: 64, example: 'CI pipeline' })
  @IsText({ min: 1, max: 64 })
  name: string;

  @ApiProperty({
    description: 'What the key may do. No more than the key that creates it.',
    enum: SCOPES,
    isArray: true,
    example: ['read', 'write'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true, message: `each scope must be one of ${SCOPES.join(', ')}` })
  scopes: Scope[];

  @ApiPropertyOptional({
    description: 'From then on the key is refused. Without it, the key lives until it is revoked.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2030-01-01T00:00:00.000Z',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @IsInFuture()
  expires_at?: string | null;
}
