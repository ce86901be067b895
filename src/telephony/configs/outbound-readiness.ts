import type { SetupStep } from '../../provider-sync/contract/setup-checklist.js';
import type { TelephonyConfig } from './telephony-config.entity.js';

/**
 * Why outbound calls are impossible with a configuration, in the words of the first thing that blocks them; null when
 * they are possible.
 * @param steps none for a provider without a checklist
 */
export function outboundBlockedReason(
  config: Pick<TelephonyConfig, 'inactiveSince' | 'inactiveReason'>,
  steps: readonly SetupStep[],
): string | null {
  if (config.inactiveSince !== null) return config.inactiveReason ?? 'The configuration is inactive.';
  const blocking = steps.find((step) => step.blocks_outbound && !step.is_done);
  return blocking ? (blocking.detail ?? blocking.label) : null;
}
