import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { phoneNumberNotFound } from '../../telephony/phone-numbers/phone-number.errors.js';
import { usageSpan } from './call-usage.span.js';
import type { CallUsageDto } from './dto/call-usage.dto.js';
import type { CallUsageQueryDto } from './dto/call-usage.query.dto.js';
import type { UsageRow } from './call-usage.mapper.js';
import { toCallUsageDto } from './call-usage.mapper.js';

const COUNTS = `
  SELECT date_trunc($1::text, c.received_at, 'UTC') AS start, count(*) FILTER (WHERE c.outcome = 'answered')::int AS answered,
         count(*) FILTER (WHERE c.outcome = 'refused')::int AS refused, count(*) FILTER (WHERE c.is_stale)::int AS stale
    FROM calls c WHERE c.received_at >= $2 AND c.received_at < $3`;

const OF_NUMBER = { name: 'call-usage-number', text: `${COUNTS} AND c.phone_number_id = $4 GROUP BY 1` };

const OF_ORGANIZATION = { name: 'call-usage-organization', text: `${COUNTS} AND c.organization_id = $4 GROUP BY 1` };

const NUMBER_EXISTS = {
  name: 'call-usage-number-exists',
  text: `SELECT 1 FROM phone_numbers WHERE organization_id = $1 AND telephony_configuration_id = $2 AND id = $3`,
};

/** Counts calls by the hour or the day. Both counts come from an index alone. */
@Injectable()
export class CallUsageReader {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `phone_number_not_found`, `invalid_parameter` */
  async ofNumber(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    query: CallUsageQueryDto,
  ): Promise<CallUsageDto> {
    const span = usageSpan(query, new Date());
    const [number] = await this.database.query(NUMBER_EXISTS, [organizationId, configId, id]);
    if (!number) throw phoneNumberNotFound();
    const values = [span.bucket, span.since, span.until, id];
    return toCallUsageDto(span, await this.database.query<UsageRow>(OF_NUMBER, values));
  }

  /** @throws DomainError `invalid_parameter` */
  async ofOrganization(organizationId: OrganizationId, query: CallUsageQueryDto): Promise<CallUsageDto> {
    const span = usageSpan(query, new Date());
    const values = [span.bucket, span.since, span.until, organizationId];
    return toCallUsageDto(span, await this.database.query<UsageRow>(OF_ORGANIZATION, values));
  }
}
