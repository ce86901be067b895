import { Injectable } from '@nestjs/common';
import type { CallAction } from '../../contract/inbound/call-action.js';
import type { ControlMeans } from '../../contract/inbound/call-control.js';
import { CallControl } from '../../contract/inbound/call-control.js';
import type { CallStep } from '../../contract/inbound/inbound-event.js';
import type { TelnyxCommand } from './telnyx.call-commands.js';
import { answerCommand, hangUpCommand, rejectCommand, speakCommand, transferCommand } from './telnyx.call-commands.js';
import { readMemo } from './telnyx.call-memo.js';
import { TelnyxClient } from './telnyx.client.js';

/** For hanging up where another command has failed. */
const HANG_UP_MS = 5_000;

/**
 * Commands the calls of an application. What is said or forwarded must wait until the call is answered, so it goes on
 * with the events; they come twice and out of order, and are told apart by the memo alone. A call whose caller would
 * hear nothing any more is hung up.
 */
@Injectable()
export class TelnyxCallControl extends CallControl {
  constructor(private readonly client: TelnyxClient) {
    super();
  }

  async begin(action: CallAction, means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    await this.client.command(means.credentials, callId, answerCommand(action, callId), means.signal);
  }

  async proceed({ step, memo }: CallStep, means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    const known = memo === null ? null : readMemo(memo);
    if (known === null) return;
    switch (known.type) {
      case 'say':
        if (step === 'call.answered') await this.tell(speakCommand(known, callId), means);
        return;
      case 'dial':
        if (step === 'call.answered') await this.tell(transferCommand(known, callId), means);
        return;
      case 'said':
        if (step === 'call.speak.ended') await this.end(callId, means);
        return;
      case 'stream':
        if (step === 'streaming.failed' || step === 'streaming.stopped') await this.end(callId, means);
        return;
      case 'leg':
        if (step === 'call.hangup') await this.end(known.callId, means);
    }
  }

  /** A call that is not answered can only be rejected, and whether it is cannot be told from its id. */
  async hangUp(means: ControlMeans): Promise<void> {
    const { credentials, context, signal } = means;
    const isRejected = await this.client.endCall(credentials, context.callId, rejectCommand(context.callId), signal);
    if (!isRejected) await this.end(context.callId, means);
  }

  /** For a call that is answered: when the command is not carried out, nobody would hear anything any more. */
  private async tell(command: TelnyxCommand, means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    try {
      await this.client.command(means.credentials, callId, command, means.signal);
    } catch (error) {
      // In time of its own, because that of the command may be up; and the first reason is the one to tell.
      await this.end(callId, { ...means, signal: AbortSignal.timeout(HANG_UP_MS) }).catch(() => undefined);
      throw error;
    }
  }

  private async end(callId: string, { credentials, signal }: ControlMeans): Promise<void> {
    await this.client.endCall(credentials, callId, hangUpCommand(callId), signal);
  }
}
