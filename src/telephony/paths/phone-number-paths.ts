import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { PathCheck } from './path-check.js';
import { PathFactsReader } from './path-facts.reader.js';
import { PathJudge } from './path-judge.js';
import type { PathVerdict } from './path-verdict.js';

/** Says whether a call to a number would reach its workflow. */
@Injectable()
export class PhoneNumberPaths {
  constructor(
    private readonly reader: PathFactsReader,
    private readonly pathCheck: PathCheck,
    private readonly judge: PathJudge,
  ) {}

  /**
   * By what is known already; nobody is asked.
   * @throws DomainError `phone_number_not_found`
   */
  async show(organizationId: OrganizationId, configId: number, id: number): Promise<PathVerdict> {
    const { provider, facts } = await this.reader.get(organizationId, configId, id);
    return this.judge.judge(provider, facts);
  }

  /**
   * By what the carrier shows now.
   * @throws DomainError `phone_number_not_found`
   */
  async check(organizationId: OrganizationId, configId: number, id: number): Promise<PathVerdict> {
    const subject = await this.reader.get(organizationId, configId, id);
    return this.judge.judge(subject.provider, await this.pathCheck.refresh(subject));
  }
}
