/** Reason of a number that somebody changed at the carrier. */
export const CHANGED_AT_PROVIDER = 'changed_at_provider';

/** Reason of a number whose application somebody changed at the carrier. */
export const APPLICATION_CHANGED = 'application_changed_at_provider';
