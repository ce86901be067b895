/** Plainly made up: no carrier gives out such identifiers. */
export const SANDBOX_TWILIO = {
  account_sid: `AC${'0'.repeat(32)}`,
  auth_token: 'sandbox-twilio-auth-token',
} as const;

export const SANDBOX_PLIVO = {
  auth_id: 'MASANDBOX00000000000',
  auth_token: 'sandbox-plivo-auth-token',
} as const;

export const SANDBOX_VONAGE = {
  api_key: '00000000',
  api_secret: 'sandbox-vonage-api-secret',
  signature_secret: 'sandbox-vonage-signature-secret',
  application_id: '00000000-0000-4000-8000-000000000001',
} as const;
