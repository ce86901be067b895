/** A route assertion as it is read: with the number that it speaks of, where that is registered. */
export interface RouteAssertionRow {
  id: number;
  provider: string;
  account_id: string;
  /** Canonical. */
  address: string;
  workflow_id: number;
  workflow_name: string;
  label: string | null;
  created_at: Date;
  /** Null when the number is not registered any more. */
  phone_number_id: number | null;
  telephony_configuration_id: number | null;
}
