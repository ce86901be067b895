import { Injectable } from '@nestjs/common';
import type { CarrierCall } from '../../contract/carrier-call.js';
import { pathSegment } from '../../contract/carrier-call.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ControlMeans } from '../../contract/inbound/call-control.js';
import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { isAnything, isJsonObject, isListOf, objectOf } from '../../contract/json-shape.js';
import { stasisApp } from './ari.address.js';
import { ariRequest } from './ari.request.js';

/** Not there, not in the application any more, not in a state for it: the call is over, or out of our hands. */
const GONE = [404, 409, 412];

/** Of what is made: there is one of this id. */
const EXISTS = 409;

const isChannel = objectOf({ id: 'text' });
const isBridge = objectOf({ id: 'text' });
const isVariable = objectOf({ value: 'text' });

interface AriApplication {
  /** Of the channels that it has in hand. */
  channel_ids: string[];
}

function isApplication(value: unknown): value is AriApplication {
  return isJsonObject(value) && isListOf(value['channel_ids'], (id) => typeof id === 'string');
}

/** On whose behalf, and for how long. */
export type AriMeans = Pick<ControlMeans, 'credentials' | 'signal'>;

type Variables = Readonly<Record<string, string>>;

/** A call of another party. */
export interface Origination {
  /** Technology and resource, such as `Local/100@context`. */
  endpoint: string;
  /** Id of the far half of a Local channel. */
  farHalfId: string;
  /** E.164 number or extension; null leaves it to the PBX. */
  callerId: string | null;
  /** How long it may ring, seconds. */
  timeout: number;
  variables: Variables;
}

/**
 * Channels and bridges over the REST interface of an Asterisk.
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/Channels_REST_API/
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/Bridges_REST_API/
 */
@Injectable()
export class AriCalls {
  constructor(private readonly http: CarrierHttp) {}

  /** Ids of the channels that the application has in hand. */
  async listChannels({ credentials, signal }: AriMeans): Promise<string[]> {
    const path = `/applications/${pathSegment(stasisApp(credentials))}`;
    return (await this.send({ credentials, signal }, { method: 'GET', path }, isApplication)).channel_ids;
  }

  /** Returns null when there is no such channel. */
  async readChannel(channelId: string, means: AriMeans): Promise<JsonObject | null> {
    const request = { ...toRequest(means, { method: 'GET', path: channelPath(channelId) }), nullOn: [404] };
    return this.http.send(request, isJsonObject, means.signal);
  }

  /**
   * Has the PBX open a WebSocket to the media connection and make it a channel, which enters the application once the
   * WebSocket is open. The variables are told to whoever listens there. Does nothing when the channel is there.
   * @see https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket
   */
  async openMedia(channelId: string, connection: string, variables: Variables, means: AriMeans): Promise<void> {
    const json = {
      channelId,
      app: stasisApp(means.credentials),
      external_host: connection,
      encapsulation: 'none',
      transport: 'websocket',
      connection_type: 'client',
      format: 'ulaw',
      direction: 'both',
      // Only control messages in JSON tell the variables.
      transport_data: 'f(json)',
      variables,
    };
    await this.make('/channels/externalMedia', json, means);
  }

  /**
   * Calls another party; its channel enters the application once it has answered. Does nothing when the channel is
   * there.
   */
  async originate(channelId: string, origination: Origination, means: AriMeans): Promise<void> {
    const { endpoint, farHalfId, callerId, timeout, variables } = origination;
    const json = {
      endpoint,
      app: stasisApp(means.credentials),
      timeout,
      otherChannelId: farHalfId,
      ...(callerId !== null && { callerId }),
      variables,
    };
    await this.make(channelPath(channelId), json, means);
  }

  /** Lets the caller hear ringing. Returns false when the call is gone. */
  async ring(channelId: string, means: AriMeans): Promise<boolean> {
    return this.tell(channelId, { method: 'POST', path: '/ring' }, means);
  }

  async stopRinging(channelId: string, means: AriMeans): Promise<boolean> {
    return this.tell(channelId, { method: 'DELETE', path: '/ring' }, means);
  }

  /** Returns false when the call is gone. */
  async answer(channelId: string, means: AriMeans): Promise<boolean> {
    return this.tell(channelId, { method: 'POST', path: '/answer' }, means);
  }

  /** Sends the call on to the step of the dialplan after Stasis(). Returns false when the call is gone. */
  async goOn(channelId: string, means: AriMeans): Promise<boolean> {
    return this.tell(channelId, { method: 'POST', path: '/continue' }, means);
  }

  /** Value of a channel variable or dialplan function. */
  async evaluate(channelId: string, variable: string, means: AriMeans): Promise<string> {
    const path = `${channelPath(channelId)}/variable`;
    return (await this.send(means, { method: 'GET', path, query: { variable } }, isVariable)).value;
  }

  async setVariable(channelId: string, variable: string, value: string, means: AriMeans): Promise<void> {
    // In the body, because a text can be longer than the line of a request may be.
    const path = `${channelPath(channelId)}/variable`;
    await this.send(means, { method: 'POST', path, json: { variable, value } }, isAnything);
  }

  /** Ends a channel, if it is there. */
  async hangUp(channelId: string, reason: string, means: AriMeans): Promise<void> {
    const request = { method: 'DELETE', path: channelPath(channelId), query: { reason } } as const;
    await this.sendIfThere(means, request, [404]);
  }

  /** Lets the channels hear each other. */
  async join(bridgeId: string, channelIds: readonly string[], means: AriMeans): Promise<void> {
    const path = bridgePath(bridgeId);
    await this.send(means, { method: 'POST', path, query: { type: 'mixing' } }, isBridge);
    const query = { channel: channelIds.join(',') };
    await this.send(means, { method: 'POST', path: `${path}/addChannel`, query }, isAnything);
  }

  /** Takes a bridge away, if it is there. */
  async part(bridgeId: string, means: AriMeans): Promise<void> {
    await this.sendIfThere(means, { method: 'DELETE', path: bridgePath(bridgeId) }, [404]);
  }

  /** The id makes sure that there is one channel, however often this is sent. */
  private async make(path: string, json: object, means: AriMeans): Promise<void> {
    const request = { ...toRequest(means, { method: 'POST', path, json }), isRepeatable: true, nullOn: [EXISTS] };
    await this.http.send(request, isChannel, means.signal);
  }

  private tell(channelId: string, order: Order, means: AriMeans): Promise<boolean> {
    return this.sendIfThere(means, { ...order, path: `${channelPath(channelId)}${order.path}` }, GONE);
  }

  private send<T>(means: AriMeans, order: Order, isShape: Shape<T>): Promise<T> {
    return this.http.send(toRequest(means, order), isShape, means.signal);
  }

  private async sendIfThere(means: AriMeans, order: Order, nullOn: readonly number[]): Promise<boolean> {
    return (await this.http.send({ ...toRequest(means, order), nullOn }, isAnything, means.signal)) !== null;
  }
}

interface Order extends Pick<CarrierCall, 'method' | 'query' | 'json'> {
  /** Below `/ari`. */
  path: string;
}

function toRequest({ credentials }: AriMeans, { method, path, ...content }: Order): CarrierCall & { nullOn?: never } {
  return { ...ariRequest(credentials, method, path), ...content };
}

function channelPath(channelId: string): string {
  return `/channels/${pathSegment(channelId)}`;
}

function bridgePath(bridgeId: string): string {
  return `/bridges/${pathSegment(bridgeId)}`;
}
