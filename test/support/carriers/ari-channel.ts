export type AriChannelState = 'Down' | 'Ring' | 'Ringing' | 'Up';

interface ChannelFields {
  id: string;
  name: string;
  state: AriChannelState;
  /** The Stasis application whose events tell of it. */
  app: string;
  caller?: string;
  context?: string;
  exten?: string;
  variables?: ReadonlyMap<string, string>;
}

/** A channel of an Asterisk. */
export class AriChannel {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  readonly variables: Map<string, string>;
  /** Number of the caller; of a channel that was called, what it was shown. */
  readonly caller: string;
  readonly createdAt = new Date();
  state: AriChannelState;
  /** Whether the application has it in hand. */
  isInStasis = false;
  isRinging = false;
  /** Of a Local channel: the half that is in the dialplan, and ends with this one. */
  farHalf: AriChannel | null = null;
  bridgeId: string | null = null;
  private readonly fields: ChannelFields;

  constructor(fields: ChannelFields) {
    this.fields = fields;
    this.id = fields.id;
    this.name = fields.name;
    this.app = fields.app;
    this.caller = fields.caller ?? '';
    this.state = fields.state;
    this.variables = new Map(fields.variables);
  }

  /** As the REST interface and events show it. */
  toJSON(): object {
    const { context = '', exten = '' } = this.fields;
    const application = this.isInStasis ? { app_name: 'Stasis', app_data: this.app } : { app_name: '', app_data: '' };
    return {
      id: this.id,
      name: this.name,
      state: this.state,
      protocol_id: '',
      caller: { name: '', number: this.caller },
      connected: { name: '', number: '' },
      accountcode: '',
      dialplan: { context, exten, priority: 1, ...application },
      creationtime: ariTime(this.createdAt),
      language: 'en',
    };
  }
}

/** ISO 8601 with the offset written as Asterisk writes it. */
export function ariTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000');
}
