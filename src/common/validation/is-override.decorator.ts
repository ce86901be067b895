import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from './is-query-boolean.decorator.js';

/** The query parameter of every route by which a person can break a route assertion. */
export function IsOverride(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      description: 'Do it even if a route assertion does not hold any more then.',
      type: Boolean,
      default: false,
    }),
    IsQueryBoolean(),
  );
}
