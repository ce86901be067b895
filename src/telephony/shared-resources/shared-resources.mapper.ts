import type { OrganizationId } from '../../auth/organization-id.js';
import type { LinkedNumber } from '../sync/application-sharing.js';
import type { SharedNumberDto, SharedResourcesDto } from './dto/shared-resources.dto.js';
import type { SharedApplication } from './shared-resources.js';

const SHOWN_NUMBERS = 1000;

const NOTHING: SharedResourcesDto = {
  application: null,
  numbers: [],
  number_count: 0,
  other_number_count: 0,
  is_truncated: false,
  configurations: [],
  other_organizations: 0,
};

/** What another organization has registered looks like what nobody has. */
function toNumber({ address, registration, isBound }: LinkedNumber, viewer: OrganizationId): SharedNumberDto {
  const isOwn = registration?.organizationId === viewer;
  return { address, phone_number_id: isOwn ? registration.phoneNumberId : null, is_bound_here: isOwn && isBound };
}

export function toSharedResourcesDto(shared: SharedApplication | null, viewer: OrganizationId): SharedResourcesDto {
  if (shared === null) return NOTHING;
  const { id, recorded, use, configurations } = shared;
  const numbers = use.numbers.map((number) => toNumber(number, viewer));
  return {
    application: {
      id,
      is_ours: recorded?.is_ours ?? false,
      is_pointed_here: recorded?.is_pointed_here ?? false,
      observed_at: recorded?.observed_at?.toISOString() ?? null,
    },
    numbers: numbers.slice(0, SHOWN_NUMBERS),
    number_count: numbers.length,
    other_number_count: numbers.filter((number) => number.phone_number_id === null).length,
    is_truncated: use.isTruncated,
    configurations: [...configurations],
    other_organizations: use.foreignOrganizations,
  };
}
