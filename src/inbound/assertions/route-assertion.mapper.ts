import { validationFailed } from '../../common/http/validation.js';
import type { Page } from '../../common/pagination/page.js';
import { pageInfo } from '../../common/pagination/page.js';
import { REASON_MESSAGES } from '../explain/explained-trace.js';
import type { AssertedNumber } from './asserted-number.reader.js';
import type { CreateRouteAssertionDto } from './dto/create-route-assertion.dto.js';
import type { RouteAssertionDto } from './dto/route-assertion.dto.js';
import type { RouteAssertionResultDto, RouteAssertionRunDto } from './dto/route-assertion-run.dto.js';
import type { RouteAssertionRow } from './route-assertion.row.js';
import type { RouteAssertionResult } from './route-assertion.runner.js';

/** @throws DomainError `validation_failed` unless the number is named in exactly one way */
export function toAssertedNumber(body: CreateRouteAssertionDto): AssertedNumber {
  const { phone_number_id: phoneNumberId, telephony_configuration_id: configurationId, address } = body;
  if (phoneNumberId !== undefined && configurationId === undefined && address === undefined) return { phoneNumberId };
  if (phoneNumberId === undefined && configurationId !== undefined && address !== undefined) {
    return { configurationId, address, countryCode: body.country_code ?? null };
  }
  const [pointer, detail] =
    phoneNumberId !== undefined
      ? ['/phone_number_id', 'give either phone_number_id or telephony_configuration_id with address']
      : configurationId === undefined
        ? [
            '/telephony_configuration_id',
            'name the number: phone_number_id, or telephony_configuration_id with address',
          ]
        : ['/address', 'name the address of the number'];
  throw validationFailed([{ pointer, code: 'not_valid', detail }]);
}

export function toRouteAssertionDto(row: RouteAssertionRow): RouteAssertionDto {
  return {
    id: row.id,
    provider: row.provider,
    address: row.address,
    phone_number_id: row.phone_number_id,
    telephony_configuration_id: row.telephony_configuration_id,
    workflow_id: row.workflow_id,
    workflow_name: row.workflow_name,
    label: row.label,
    created_at: row.created_at.toISOString(),
  };
}

export function toRouteAssertionRunDto(
  page: Page<RouteAssertionRow>,
  results: readonly RouteAssertionResult[],
): RouteAssertionRunDto {
  const passed = results.filter(({ holds }) => holds).length;
  return { passed, failed: results.length - passed, results: results.map(toResultDto), ...pageInfo(page) };
}

function toResultDto({
  assertion,
  holds,
  outcome,
  reason,
  workflow,
  isStale,
}: RouteAssertionResult): RouteAssertionResultDto {
  return {
    assertion: toRouteAssertionDto(assertion),
    holds,
    actual: { outcome, reason, workflow, is_stale: isStale },
    message:
      reason === null ? `The call is answered by the workflow "${workflow?.name ?? ''}".` : REASON_MESSAGES[reason],
  };
}
