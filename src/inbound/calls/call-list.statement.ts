import type { PageStart } from '../../crypto/cursor-codec.js';
import type { Statement } from '../../database/database.js';
import { CALL_COLUMNS } from './call.row.js';
import type { ListCallsQueryDto } from './dto/list-calls.query.dto.js';

interface Condition {
  sql: (parameter: string) => string;
  value: unknown;
}

function compares(left: string, value: unknown, operator = '='): Condition[] {
  return value === undefined ? [] : [{ sql: (parameter) => `${left} ${operator} ${parameter}`, value }];
}

/**
 * Behind the call that the page before ended with. When retention has deleted it meanwhile, so it has all that came
 * earlier: forwards the page begins with the first call there is, backwards there is none left.
 */
function continues({ afterId, descending }: PageStart): Condition[] {
  if (afterId === null) return [];
  const sign = descending ? '<' : '>';
  const sql = (id: string): string =>
    `(c.received_at, c.id) ${sign} (coalesce((SELECT before.received_at FROM calls before WHERE before.id = ${id}::bigint), '-infinity'), ${id}::bigint)`;
  return [{ sql, value: afterId }];
}

function conditions(organizationId: number, query: ListCallsQueryDto, start: PageStart): Condition[] {
  return [
    ...compares('c.organization_id', organizationId),
    ...compares('c.provider', query.provider),
    ...compares('c.telephony_configuration_id', query.telephony_configuration_id),
    ...compares('c.phone_number_id', query.phone_number_id),
    ...compares('c.workflow_id', query.workflow_id),
    ...compares('c.reason', query.reason),
    ...compares('c.state', query.state),
    ...compares('c.call_id', query.call_id),
    ...compares('c.from_address', query.from),
    ...compares('c.to_address', query.to),
    ...compares('c.received_at', query.since, '>='),
    ...compares('c.received_at', query.until, '<'),
    ...continues(start),
  ];
}

/** What stands in the predicate of an index has to stand in the statement, not among its parameters. */
function literals({ outcome, reason, is_stale: isStale }: ListCallsQueryDto): string[] {
  const wanted = outcome ?? (reason === undefined ? undefined : 'refused');
  return [
    ...(wanted === undefined ? [] : [`c.outcome = '${wanted}'`]),
    ...(isStale === undefined ? [] : [isStale ? 'c.is_stale' : 'NOT c.is_stale']),
  ];
}

/** One statement for a page of calls, in the order in which they came, read with one surplus row. */
export function callListStatement(
  organizationId: number,
  query: ListCallsQueryDto,
  start: PageStart,
): { statement: Statement; values: unknown[] } {
  const used = conditions(organizationId, query, start);
  const where = [...used.map(({ sql }, index) => sql(`$${index + 1}`)), ...literals(query)].join(' AND ');
  const order = start.descending ? 'DESC' : 'ASC';
  const text = `SELECT ${CALL_COLUMNS} FROM calls c WHERE ${where}
                 ORDER BY c.received_at ${order}, c.id ${order} LIMIT $${used.length + 1}`;
  return { statement: { text }, values: [...used.map(({ value }) => value), start.limit + 1] };
}
