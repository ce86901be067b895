import { Injectable } from '@nestjs/common';
import type { CallAction, DialAction, SayAction, StreamAction } from '../../contract/inbound/call-action.js';
import { CallControl, type ControlMeans } from '../../contract/inbound/call-control.js';
import type { CallStep } from '../../contract/inbound/inbound-event.js';
import { credential } from '../../contract/credentials.js';
import { ProviderError } from '../../contract/provider-error.js';
import { stasisApp } from './ari.address.js';
import type { AriStep } from './ari.call-events.js';
import type { PeerKind } from './ari.call-ids.js';
import { AriCallIds, PEER_KINDS } from './ari.call-ids.js';
import { AriCalls } from './ari.calls.js';
import { DIAL_CONTEXT, dialDestination } from './ari.dial-destination.js';
import { NORMAL_HANGUP, OUR_OWN_DOING } from './ari.hangup-reasons.js';
import { streamVariables } from './ari.stream-variables.js';
import { isWsClientNameMissing, WS_CLIENT_NAME_MISSING } from './ari.ws-client-name.js';

const RINGS_FOR_SECONDS = 30;

/**
 * Controls calls at an Asterisk. A call is answered when what it is handed to is there: the media WebSocket, or the
 * other party. Nothing is remembered here; see {@link AriCallIds}.
 */
@Injectable()
export class AriCallControl extends CallControl {
  constructor(private readonly calls: AriCalls) {
    super();
  }

  begin(action: CallAction, means: ControlMeans): Promise<void> {
    switch (action.type) {
      case 'stream':
        return this.stream(action, means);
      case 'dial':
        return this.dial(action, means);
      case 'say':
        return this.say(action, means);
    }
  }

  async proceed({ step }: CallStep, means: ControlMeans): Promise<void> {
    switch (step as AriStep) {
      case 'media_ready':
        return this.connect('media', means);
      case 'dial_ready':
        return this.connect('dial', means);
      case 'media_failed':
      case 'dial_failed':
        // Whatever the dialplan has after Stasis() is better than silence.
        await this.calls.goOn(means.context.callId, means);
        return;
      case 'media_ended':
      case 'dial_ended':
        return this.hangUp(means);
      case 'caller_left':
        return this.tidyUp(means);
    }
  }

  hangUp(means: ControlMeans): Promise<void> {
    return this.calls.hangUp(means.context.callId, NORMAL_HANGUP, means);
  }

  private async stream(action: StreamAction, means: ControlMeans): Promise<void> {
    if (isWsClientNameMissing(means.credentials)) throw new ProviderError('provider_refused', WS_CLIENT_NAME_MISSING);
    const connection = credential(means.credentials, 'ws_client_name');
    await this.orDrop('media', means, (peer) => this.calls.openMedia(peer, connection, streamVariables(action), means));
  }

  private async dial(action: DialAction, means: ControlMeans): Promise<void> {
    const { extension, callerId, variables } = dialDestination(action);
    const { callId } = means.context;
    const exists = await this.calls.evaluate(callId, `DIALPLAN_EXISTS(${DIAL_CONTEXT},${extension},1)`, means);
    if (exists !== '1') throw noWayOut();
    if (!(await this.calls.ring(callId, means))) throw callGone();
    await this.orDrop('dial', means, (peer) =>
      this.calls.originate(
        peer,
        {
          // Without /n the halves would be merged away while they are in a bridge of ours.
          endpoint: `Local/${extension}@${DIAL_CONTEXT}/n`,
          farHalfId: idsFor(means).farHalfOf(callId),
          callerId,
          timeout: RINGS_FOR_SECONDS,
          variables,
        },
        means,
      ),
    );
  }

  /** Asterisk has no voice: the dialplan speaks with its own. */
  private async say({ text, language }: SayAction, means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    await this.calls.setVariable(callId, 'DIALPLANE_TEXT', text, means);
    await this.calls.setVariable(callId, 'DIALPLANE_LANGUAGE', language, means);
    if (!(await this.calls.goOn(callId, means))) throw callGone();
  }

  /** What may have been made although it was not said so must not get in the way of what is done instead. */
  private async orDrop(kind: PeerKind, means: ControlMeans, make: (peer: string) => Promise<void>): Promise<void> {
    const peer = idsFor(means).peerOf(means.context.callId, kind);
    try {
      await make(peer);
    } catch (error) {
      await this.calls.hangUp(peer, OUR_OWN_DOING.reason, means).catch(() => undefined);
      throw error;
    }
  }

  private async connect(kind: PeerKind, means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    const ids = idsFor(means);
    try {
      if (!(await this.calls.answer(callId, means))) return await this.tidyUp(means);
      if (kind === 'dial') await this.calls.stopRinging(callId, means);
      await this.calls.join(ids.bridgeOf(callId), [callId, ids.peerOf(callId, kind)], means);
    } catch (error) {
      // Two channels that cannot hear each other are of no use to anybody.
      await Promise.allSettled([this.hangUp(means), this.tidyUp(means)]);
      throw error;
    }
  }

  /** Takes away everything that was made for a call. */
  private async tidyUp(means: ControlMeans): Promise<void> {
    const { callId } = means.context;
    const ids = idsFor(means);
    await Promise.all([
      ...PEER_KINDS.map((kind) => this.calls.hangUp(ids.peerOf(callId, kind), NORMAL_HANGUP, means)),
      this.calls.part(ids.bridgeOf(callId), means),
    ]);
  }
}

function idsFor({ credentials }: ControlMeans): AriCallIds {
  return new AriCallIds(stasisApp(credentials));
}

function noWayOut(): ProviderError {
  const message = `extensions.conf of the PBX has nothing for this destination in the context ${DIAL_CONTEXT}. Add the context, as docs/providers/ari.md shows it, and reload the dialplan.`;
  return new ProviderError('provider_refused', message, { cause: new Error('NO_DIAL_CONTEXT') });
}

function callGone(): ProviderError {
  const message =
    'The call is not in the hands of Dialplane any more. Nothing needs to be done if the caller has hung up.';
  return new ProviderError('provider_refused', message, { cause: new Error('CALL_GONE') });
}
