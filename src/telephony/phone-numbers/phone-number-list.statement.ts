import type { PageStart } from '../../crypto/cursor-codec.js';
import type { Statement } from '../../database/database.js';
import type { ListAllPhoneNumbersQueryDto } from './dto/list-all-phone-numbers.query.dto.js';
import { PHONE_NUMBER_COLUMNS, PHONE_NUMBER_TABLES } from './phone-number.row.js';

/** The filters of both lists. */
export type PhoneNumberFilters = ListAllPhoneNumbersQueryDto;

interface Condition {
  sql: (parameter: string) => string;
  value: unknown;
}

/** Text with the wildcards of LIKE made literal, as a prefix pattern. */
function prefixPattern(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** A number typed without its plus finds it too. */
function searchCondition(text: string): Condition {
  const digits = text.replaceAll(/[\s().-]/g, '');
  const patterns = [
    prefixPattern(text),
    ...(/^\+?\d+$/.test(digits) ? [prefixPattern(`+${digits.replace('+', '')}`)] : []),
  ];
  return {
    sql: (parameter) =>
      `(n.address_normalized LIKE ANY (${parameter}::text[]) OR n.address LIKE ANY (${parameter}::text[]) OR n.label ILIKE ANY (${parameter}::text[]))`,
    value: patterns,
  };
}

function equals(column: string, value: unknown): Condition[] {
  return value === undefined ? [] : [{ sql: (parameter) => `${column} = ${parameter}`, value }];
}

function conditions(organizationId: number, filters: PhoneNumberFilters, start: PageStart): Condition[] {
  return [
    ...equals('n.organization_id', organizationId),
    ...equals('n.telephony_configuration_id', filters.telephony_configuration_id),
    ...equals('n.provider', filters.provider),
    ...equals('n.is_active', filters.is_active),
    ...equals('n.inbound_workflow_id', filters.inbound_workflow_id),
    ...equals('n.address_type', filters.address_type),
    ...equals('n.country_code', filters.country_code),
    ...equals('n.label', filters.label),
    ...equals('s.state', filters.sync_state),
    ...equals('(n.inbound_workflow_id IS NULL)', filters.unbound),
    ...(filters.q === undefined ? [] : [searchCondition(filters.q)]),
    ...(start.afterId === null
      ? []
      : [{ sql: (parameter: string) => `n.id ${start.descending ? '<' : '>'} ${parameter}`, value: start.afterId }]),
  ];
}

/** One statement for a page of numbers, read with one surplus row. Each combination of filters is a statement of its own. */
export function phoneNumberListStatement(
  organizationId: number,
  filters: PhoneNumberFilters,
  start: PageStart,
): { statement: Statement; values: unknown[] } {
  const used = conditions(organizationId, filters, start);
  const where = used.map((condition, index) => condition.sql(`$${index + 1}`)).join(' AND ');
  const text = `SELECT ${PHONE_NUMBER_COLUMNS} FROM ${PHONE_NUMBER_TABLES} WHERE ${where}
                 ORDER BY n.id ${start.descending ? 'DESC' : 'ASC'} LIMIT $${used.length + 1}`;
  return { statement: { text }, values: [...used.map((condition) => condition.value), start.limit + 1] };
}
