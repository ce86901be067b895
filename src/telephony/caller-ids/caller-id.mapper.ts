import { parseTelephonyAddress } from '../../common/address/telephony-address.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { CalledNumber, CallerId, CallerIdReason } from './caller-id.js';
import type { CallerIdResolutionDto } from './dto/caller-id-resolution.dto.js';
import type { CreateCallerIdResolutionDto } from './dto/create-caller-id-resolution.dto.js';

const MESSAGES: Readonly<Record<CallerIdReason, string>> = {
  explicit_default: 'It is the default caller id of the configuration.',
  same_area: 'It is of the area of the called number.',
  same_country: 'It is of the country of the called number; there is none of its area.',
  first_active: 'It is the first active number; there is none of the country of the called one.',
};

/** @throws DomainError with the address module's own code when `to` cannot be read */
export function toCalledNumber({ to, country_code: countryCode }: CreateCallerIdResolutionDto): CalledNumber {
  const parsed = parseTelephonyAddress(to, {
    countryCode: countryCode ?? null,
    acceptedTypes: ['pstn', 'sip_uri', 'sip_extension'],
    acceptsPossibleNumbers: true,
  });
  if (parsed.ok) return { address: parsed.canonical, isPstn: parsed.type === 'pstn', country: parsed.countryCode };
  const { code, detail } = parsed;
  const pointer = code.startsWith('country_code') ? '/country_code' : '/to';
  throw new DomainError(code, detail, { errors: [{ pointer, code, detail }] });
}

export function toCallerIdResolutionDto({ candidate, reason }: CallerId): CallerIdResolutionDto {
  const { configuration_id: id, configuration_name: name, provider } = candidate;
  return {
    telephony_configuration: { id, name, provider },
    phone_number: {
      id: candidate.id,
      address: candidate.address,
      country_code: candidate.country_code,
      label: candidate.label,
    },
    reason,
    message: MESSAGES[reason],
  };
}
