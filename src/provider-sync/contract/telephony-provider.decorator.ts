import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';

export const TELEPHONY_PROVIDER = 'dialplane:telephony-provider';

/** Marks a provider's facade, so that the registry finds it. */
export const TelephonyProvider = (): ClassDecorator =>
  applyDecorators(Injectable(), SetMetadata(TELEPHONY_PROVIDER, true));
