import { validationFailed } from '../../common/http/validation.js';
import type { CreateRouteExplanationDto } from './dto/create-route-explanation.dto.js';
import type {
  ExplainedNumberDto,
  ExplainedWorkflowDto,
  NearNumberDto,
  RouteExplanationDto,
} from './dto/route-explanation.dto.js';
import type { NearNumber } from './near-number.js';
import type { ExplainedAccount, RouteQuestion } from './route-explainer.js';
import type { RouteExplanation } from './route-explanation.js';

/** @throws DomainError `validation_failed` unless exactly one account is named */
export function toRouteQuestion(body: CreateRouteExplanationDto): RouteQuestion {
  return { at: accountOf(body), to: body.to, toCountry: body.to_country ?? null };
}

function accountOf({
  provider,
  account_id: accountId,
  telephony_configuration_id: configurationId,
}: CreateRouteExplanationDto): ExplainedAccount {
  if (configurationId !== undefined && accountId === undefined) return { configurationId };
  if (configurationId === undefined && accountId !== undefined && provider !== undefined)
    return { provider, accountId };
  const [pointer, detail] =
    accountId !== undefined && configurationId === undefined
      ? ['/provider', 'name the provider of the account']
      : ['/account_id', 'give either account_id or telephony_configuration_id'];
  throw validationFailed([{ pointer, code: 'not_valid', detail }]);
}

export function toRouteExplanationDto(explanation: RouteExplanation): RouteExplanationDto {
  const { outcome, reason, message, address, isStale, trace, configuration, number, workflow, answer, nearest } =
    explanation;
  return {
    outcome,
    reason,
    message,
    address,
    is_stale: isStale,
    trace: [...trace],
    telephony_configuration: configuration,
    phone_number: number && toNumberDto(number),
    workflow: workflow && toWorkflowDto(workflow),
    answer,
    nearest: nearest.map(toNearNumberDto),
  };
}

function toNumberDto(number: NonNullable<RouteExplanation['number']>): ExplainedNumberDto {
  const { id, configurationId, address, label, isActive, version } = number;
  return { id, telephony_configuration_id: configurationId, address, label, is_active: isActive, version };
}

function toWorkflowDto(workflow: NonNullable<RouteExplanation['workflow']>): ExplainedWorkflowDto {
  const { id, name, target, isActive, version } = workflow;
  return { id, name, target_type: target.type, is_active: isActive, version };
}

function toNearNumberDto({ row, reason, message }: NearNumber): NearNumberDto {
  return {
    id: row.id,
    telephony_configuration_id: row.telephony_configuration_id,
    telephony_configuration_name: row.configuration_name,
    provider: row.provider,
    address: row.address_normalized,
    label: row.label,
    reason,
    message,
  };
}
