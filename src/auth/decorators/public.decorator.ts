import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'dialplane:is-public';

/** The visible exception: a route that answers without a key. A test compares all of them with a short list. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(IS_PUBLIC, true);
