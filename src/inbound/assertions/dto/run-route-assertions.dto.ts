import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, Max, Min } from 'class-validator';
import { MAX_PAGE_SIZE } from '../../../common/pagination/page-query.dto.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';

/** Which assertions are tried. */
export class RunRouteAssertionsDto {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    minItems: 1,
    maxItems: MAX_PAGE_SIZE,
    description: 'Only these, all at once. Without it all are tried, page by page.',
    example: [3],
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_PAGE_SIZE)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  ids?: number[];
}
