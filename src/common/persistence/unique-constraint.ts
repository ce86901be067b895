import { Index, Unique } from 'typeorm';
import type { ErrorCode } from '../errors/error-catalog.js';

/** What a client is told when a row would break the constraint. */
export interface UniqueViolation {
  code: ErrorCode;
  detail: string;
}

const violations = new Map<string, UniqueViolation>();

interface UniqueConstraintOptions {
  /** Predicate of a partial unique index. */
  where?: string;
}

/**
 * Declares a named unique constraint on an entity together with the 409 its violation means, so that entity, migration
 * and answer cannot drift apart. A violated constraint that is not declared here is a bug and becomes a logged 500.
 */
export function UniqueConstraint(
  name: string,
  columns: string[],
  violation: UniqueViolation,
  options: UniqueConstraintOptions = {},
): ClassDecorator {
  violations.set(name, violation);
  return options.where === undefined
    ? Unique(name, columns)
    : Index(name, columns, { unique: true, where: options.where });
}

/** The declared meaning of a constraint, or undefined when nobody declared it. */
export function uniqueViolationOf(constraint: string): UniqueViolation | undefined {
  return violations.get(constraint);
}
