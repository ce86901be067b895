/** The paths of the API, as tests call them. */
export const ORGANIZATIONS = '/api/v1/organizations';
export const API_KEYS = '/api/v1/api-keys';
export const WORKFLOWS = '/api/v1/workflows';
export const CONFIGS = '/api/v1/organizations/telephony-configs';
export const PHONE_NUMBERS = '/api/v1/phone-numbers';

/** The numbers of one configuration. */
export function numbersOf(configId: number): string {
  return `${CONFIGS}/${configId}/phone-numbers`;
}
