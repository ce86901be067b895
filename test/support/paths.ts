/** The paths of the API, as tests call them. */
export const ORGANIZATIONS = '/api/v1/organizations';
export const API_KEYS = '/api/v1/api-keys';
export const WORKFLOWS = '/api/v1/workflows';
export const CONFIGS = '/api/v1/organizations/telephony-configs';
/** Configurations whose credentials no carrier is asked about. */
export const UNVERIFIED_CONFIGS = `${CONFIGS}?verify_credentials=false`;
export const PHONE_NUMBERS = '/api/v1/phone-numbers';
export const ORPHANS = '/api/v1/orphans';
export const JOBS = '/api/v1/jobs';
export const ROUTE_EXPLANATIONS = '/api/v1/route-explanations';
export const SIGNATURE_DIAGNOSES = '/api/v1/signature-diagnoses';
export const ROUTE_ASSERTIONS = '/api/v1/route-assertions';
export const CALLER_ID_RESOLUTIONS = '/api/v1/caller-id-resolutions';
export const CALLS = '/api/v1/calls';

/** The numbers of one configuration. */
export function numbersOf(configId: number): string {
  return `${CONFIGS}/${configId}/phone-numbers`;
}

/** The trunks of one configuration. */
export function trunksOf(configId: number): string {
  return `${CONFIGS}/${configId}/trunks`;
}
