import type { DomainError } from '../errors/domain-error.js';
import { postgresErrorOf } from './postgres-error.js';

type Translation = (detail: string | undefined, cause: unknown) => DomainError;

const translations = new Map<string, Translation>();

/**
 * Declares a rule that triggers of the database keep, raising an error with this name as that of a constraint, together
 * with what a client is told when it is violated.
 */
export function RaisedConstraint(name: string, translation: Translation): ClassDecorator {
  translations.set(name, translation);
  return () => undefined;
}

/** What a client is told of an error of the database; undefined when it violates no declared rule. */
export function refusalOf(error: unknown): DomainError | undefined {
  const { constraint, detail } = postgresErrorOf(error) ?? {};
  return constraint === undefined ? undefined : translations.get(constraint)?.(detail, error);
}
