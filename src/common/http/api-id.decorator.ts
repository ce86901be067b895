import { ApiParam } from '@nestjs/swagger';

/** Documents the integer id of a resource in a path. */
export function ApiId(name: string): MethodDecorator & ClassDecorator {
  return ApiParam({ name, schema: { type: 'integer', minimum: 1 }, example: 1 });
}
