import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';
import { parseTelephonyAddress } from '../address/telephony-address.js';

/** An address that a call can be forwarded to without knowing a country: E.164 or a SIP URI. */
export function IsDialable(): PropertyDecorator {
  return ValidateBy({
    name: 'isDialable',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && parseTelephonyAddress(value, { acceptedTypes: ['pstn', 'sip_uri'] }).ok,
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be an international number such as +14155550100, or a SIP URI`,
    },
  });
}
