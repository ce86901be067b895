import { type RefusedAddress, refuse } from './address-result.js';
import { isDialString, NUMBER_WITH_EXTENSION } from './dial-string.js';

// Each names something beyond the number itself: an extension, an ISDN subaddress, digits to dial after the answer.
const UNROUTABLE = new Set(['ext', 'isub', 'postd']);

/**
 * The number of a `tel:` URI (RFC 3966), separators included. A local number with a global `phone-context`
 * (`tel:7946-0958;phone-context=+44-20`) is completed with it; parameters that do not change the number are dropped.
 */
export function readTelUri(uri: string): string | RefusedAddress {
  const [number = '', ...parameters] = uri.slice('tel:'.length).split(';');
  let context = '';
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2);
    const key = name.trim().toLowerCase();
    if (UNROUTABLE.has(key)) {
      return refuse('address_not_valid', NUMBER_WITH_EXTENSION);
    }
    if (key === 'phone-context') {
      context = value.trim();
    }
  }
  if (!/\d/.test(number) || !isDialString(number)) {
    return refuse('address_not_valid', 'The tel: URI has no phone number: write it like tel:+14155551234.');
  }
  // A domain as context ("the numbers of example.com") says nothing about the country, so it is no help here.
  const isCompletedByContext = !number.includes('+') && context.startsWith('+') && isDialString(context);
  return isCompletedByContext ? context + number : number;
}
