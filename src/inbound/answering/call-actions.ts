import { Injectable } from '@nestjs/common';
import type { CallAction } from '../../provider-sync/contract/inbound/call-action.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { WebhookTarget } from '../../workflows/targets/webhook-target.js';
import type { NumberRoute, WorkflowRoute } from '../routing/routes.js';
import type { CallAtHand } from './call-at-hand.js';
import { StreamTokenSigner } from './stream-token.signer.js';

/** A target that can be carried out without asking anybody. */
export type DirectTarget = Exclude<AnyTarget, WebhookTarget>;

/** The parties of an answered call. */
export interface Parties {
  number: NumberRoute;
  workflow: WorkflowRoute;
}

/** Says what is to be done with a call for each kind of target. */
@Injectable()
export class CallActions {
  constructor(private readonly tokens: StreamTokenSigner) {}

  of(target: DirectTarget, { call }: CallAtHand, { number, workflow }: Parties): CallAction {
    switch (target.type) {
      case 'stream':
        return {
          type: 'stream',
          url: target.url,
          parameters: this.parameters(target.parameters, call, number, workflow),
        };
      case 'dial':
        return { type: 'dial', to: target.to, calledAddress: number.address };
      case 'say':
        return { type: 'say', text: target.text, language: target.language };
    }
  }

  /** Ours come last, and win over others of the same name. */
  private parameters(
    own: Readonly<Record<string, string>> | undefined,
    call: CallAtHand['call'],
    number: NumberRoute,
    workflow: WorkflowRoute,
  ): Record<string, string> {
    const token = this.tokens.token(call.callId, number, workflow);
    return {
      ...own,
      call_id: call.callId,
      phone_number_id: String(number.id),
      workflow_id: String(workflow.id),
      organization_id: String(workflow.organizationId),
      from: call.from,
      to: number.address,
      ...(token === null ? {} : { token }),
    };
  }
}
