import { ApiHeader } from '@nestjs/swagger';

/** Documents the optional `If-Match` of a write. */
export function ApiIfMatch(): MethodDecorator & ClassDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'The `ETag` of the answer you read, quotes included. If the resource has changed since, nothing happens and you get 412.',
    schema: { type: 'string' },
  });
}
