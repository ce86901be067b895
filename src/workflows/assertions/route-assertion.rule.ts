import type { EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';

/** The name under which the triggers of the migration raise a change that would break a route assertion. */
export const ROUTE_ASSERTION_CONSTRAINT = 'ck_route_assertions_hold';

/** An expression that lets the transaction, or the statement that it is part of, break route assertions; it is `on`. */
export const OVERRIDE_EXPRESSION = `set_config('dialplane.override_route_assertions', 'on', true)`;

/** What the triggers say of a refused change. */
interface BrokenAssertions {
  change: string;
  total: number;
  /** The first few. */
  assertions: { id: number; address: string; workflow: string }[];
}

/** What each change would do, after the sentence that says what is expected. */
const CHANGES: Readonly<Record<string, string>> = {
  number_deleted: 'this would delete the number',
  number_deactivated: 'this would switch the number off',
  number_unbound: 'this would leave the number without a workflow',
  number_rebound: 'this would bind the number to another workflow',
  number_moved: 'this would move the number to another account',
  configuration_parked: 'this would park the configuration of the number',
  workflow_deactivated: 'this would switch the workflow off',
  workflow_deleted: 'this would delete the workflow, and the assertion with it',
};

/** Why a new assertion does not hold. */
const FAULTS: Readonly<Record<string, string>> = {
  asserted_number_unknown: 'the number is not registered in this account by your organization',
  asserted_number_inactive: 'the number is switched off',
  asserted_configuration_inactive: 'the configuration of the number is parked',
  asserted_number_unbound: 'the number is bound to no workflow',
  asserted_number_bound_elsewhere: 'the number is bound to another workflow',
  asserted_workflow_inactive: 'the workflow is switched off',
};

/** Lets everything that follows in the transaction break route assertions. */
export async function overrideRouteAssertions(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT ${OVERRIDE_EXPRESSION}`);
}

/**
 * The refusal of a change that would break assertions, or of an assertion that does not hold.
 * @param detail what the trigger says, as JSON
 */
export function routeAssertionFailed(detail: string | undefined, cause: unknown): DomainError {
  return new DomainError('route_assertion_failed', sentence(JSON.parse(detail ?? '{}') as BrokenAssertions), { cause });
}

function sentence({ change, total, assertions: [first] }: BrokenAssertions): string {
  const expectation = first ? `Calls to ${first.address} are to be answered by the workflow "${first.workflow}"` : '';
  const fault = FAULTS[change];
  if (fault !== undefined) {
    return `${expectation}, but now they are not: ${fault}. Nothing was stored. Repair that first, or add ?override=true to store the assertion all the same.`;
  }
  const others = total === 1 ? '' : `, and ${total - 1} more`;
  const name = `route assertion ${first?.id ?? ''}${others}`;
  return `${expectation} (${name}), but ${CHANGES[change] ?? 'this would change that'}. Nothing was changed. Delete the assertion first, or add ?override=true to do it all the same.`;
}
