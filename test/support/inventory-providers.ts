/** Carriers that list the numbers of an account. */
export const INVENTORY_PROVIDERS = ['twilio', 'plivo', 'vonage', 'telnyx', 'vobiz', 'cloudonix'] as const;
