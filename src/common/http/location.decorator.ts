import { SetMetadata } from '@nestjs/common';

export const LOCATION_OF_ID = 'dialplane:location-of-id';

/**
 * Marks a route whose answer is a created resource: `Location` becomes the request's path plus the `id` of the body.
 */
export const CreatesAtPath = (): MethodDecorator => SetMetadata(LOCATION_OF_ID, true);
