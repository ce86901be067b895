/** What is done about settings that somebody changed at the carrier: only say so, or set them again. */
export const DRIFT_POLICIES = ['report', 'repair'] as const;

export type DriftPolicy = (typeof DRIFT_POLICIES)[number];
