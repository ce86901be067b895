/** Why a verified call is refused. Stable: shown in call records, metrics and route explanations. */
export const REFUSAL_REASONS = [
  'address_unreadable',
  'number_unknown',
  'number_inactive',
  'configuration_inactive',
  'number_unbound',
  'workflow_inactive',
  'target_failed',
  'routes_unavailable',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];
