/** What a call is connected with: a media WebSocket, or another party. */
export const PEER_KINDS = ['media', 'dial'] as const;

export type PeerKind = (typeof PEER_KINDS)[number];

export interface CallPeer {
  callId: string;
  kind: PeerKind;
}

/**
 * The ids of what is made for a call at the PBX. They follow from the application and the id of the caller's channel, so
 * that whoever gets the next event knows them, and so that two configurations at one PBX keep apart.
 */
export class AriCallIds {
  /** @param app name of the Stasis application */
  constructor(private readonly app: string) {}

  /** @param callId id of the caller's channel */
  bridgeOf(callId: string): string {
    return `${this.app}-${callId}`;
  }

  peerOf(callId: string, kind: PeerKind): string {
    return `${this.app}-${kind}-${callId}`;
  }

  /** Of the far half of a Local channel, which would otherwise be named after the near one. */
  farHalfOf(callId: string): string {
    return `${this.app}-far-${callId}`;
  }

  /** What a channel was made for; null for channels that we have not made. */
  peerIn(channelId: string): CallPeer | null {
    for (const kind of PEER_KINDS) {
      const prefix = this.peerOf('', kind);
      const isNamed = channelId.startsWith(prefix) && channelId.length > prefix.length;
      if (isNamed) return { callId: channelId.slice(prefix.length), kind };
    }
    return null;
  }

  isFarHalf(channelId: string): boolean {
    return channelId.startsWith(this.farHalfOf(''));
  }
}
