import { shownDifferences } from '../sync/shown-settings.js';
import type { ReconcilePlanDto } from './dto/reconcile-plan.dto.js';
import type { ReconcilePlan } from './reconcile-plan.js';

const SHOWN = 1_000;

export function toReconcilePlanDto({ hash, application, numbers }: ReconcilePlan): ReconcilePlanDto {
  return {
    plan_hash: hash,
    application: application && {
      finding: application.finding,
      changes: shownDifferences(application.changes),
      blast_radius: application.numbers,
    },
    total: numbers.length,
    numbers: numbers.slice(0, SHOWN).map(({ wanted_revision: _revision, changes, ...step }) => ({
      ...step,
      changes: shownDifferences(changes),
      blast_radius: step.action === 'sync' ? 1 : 0,
    })),
    is_truncated: numbers.length > SHOWN,
  };
}
