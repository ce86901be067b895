import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import { PublicUrls } from '../verification/public-urls.js';
import { diagnose } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';
import { DoctorCaseReader } from './doctor-case.reader.js';
import type { DescribedRequest } from './described-request.js';
import { pathOf } from './described-request.js';

/** Says why requests of a configuration are refused, and what to change. Accepts none of them. */
@Injectable()
export class SignatureDoctor {
  constructor(
    private readonly cases: DoctorCaseReader,
    private readonly urls: PublicUrls,
  ) {}

  /**
   * Looks into a request that somebody describes.
   * @throws DomainError `telephony_config_not_found`, `signature_not_supported`
   */
  async examine(
    organizationId: OrganizationId,
    configurationId: number,
    described: DescribedRequest,
  ): Promise<Diagnosis> {
    const target = pathOf(described.url, this.urls.of(''));
    const request = new InboundRequest(described.method, target, described.headers, described.body);
    return diagnose(
      await this.cases.read(organizationId, configurationId, {
        request,
        expectedUrl: this.urls.of(target),
        seenUrl: described.url.startsWith('/') ? null : described.url,
        receivedAt: described.receivedAt,
      }),
    );
  }

  /**
   * Looks into a request that was refused here.
   * @param expectedUrl against which it was checked
   * @throws DomainError as {@link examine}
   */
  async examineRefused(
    organizationId: OrganizationId,
    configurationId: number,
    refused: { request: InboundRequest; expectedUrl: string; receivedAt: number },
  ): Promise<Diagnosis> {
    return diagnose(await this.cases.read(organizationId, configurationId, { ...refused, seenUrl: null }));
  }
}
