/** A bought number as the carrier keeps it. */
export interface VobizNumber {
  /** With the plus. */
  readonly e164: string;
  readonly applicationId: string | null;
  readonly trunkGroupId: string | null;
  /** `SA_…` for a number of a subaccount; null for one of the account itself. */
  readonly subaccount: string | null;
  readonly country: string;
  readonly region: string;
  readonly status: 'active' | 'pending_purchase' | 'pending_release' | 'released' | 'blocked';
  readonly voice: boolean;
  readonly sms: boolean;
}

export type VobizNumberSeed = Partial<VobizNumber> & { readonly e164: string };

export function vobizNumber(seed: VobizNumberSeed): VobizNumber {
  return {
    applicationId: null,
    trunkGroupId: null,
    subaccount: null,
    country: 'IN',
    region: 'Karnataka',
    status: 'active',
    voice: true,
    sms: false,
    ...seed,
  };
}

/**
 * The PhoneNumber object as the list shows it; what is not set is left out.
 * https://docs.vobiz.ai/account-phone-number/list-account-phone-numbers
 */
export function vobizNumberResource(authId: string, number: VobizNumber): Record<string, unknown> {
  return {
    id: `00000000-0000-4000-8000-${number.e164.slice(1).padStart(12, '0').slice(-12)}`,
    account_id: number.subaccount ?? authId,
    e164: number.e164,
    country: number.country,
    region: number.region,
    capabilities: { voice: number.voice, sms: number.sms, mms: false, fax: false },
    status: number.status,
    provider: '',
    setup_fee: 100,
    monthly_fee: 300,
    currency: 'INR',
    ...(number.applicationId !== null && { application_id: number.applicationId }),
    ...(number.trunkGroupId !== null && { trunk_group_id: number.trunkGroupId }),
    voice_enabled: number.voice,
    tags: [],
    purchased_at: '2026-03-25T06:58:38.796024Z',
    is_blocked: number.status === 'blocked',
    created_at: '2026-03-25T18:30:00Z',
    updated_at: '2026-03-25T06:58:54.752187Z',
    is_trial_number: false,
    minimum_commitment_months: 0,
    aadhaar_verification_required: false,
    aadhaar_verified: false,
    source: 'purchased',
  };
}
