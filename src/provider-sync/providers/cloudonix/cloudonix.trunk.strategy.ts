import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { invalidResponse } from '../../contract/carrier-fault.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { ProviderError } from '../../contract/provider-error.js';
import type { SipConnectivity, SipTransport, TrunkSettings, WantedTrunk } from '../../contract/trunk.strategy.js';
import { TrunkStrategy } from '../../contract/trunk.strategy.js';
import { accountOf, CloudonixClient } from './cloudonix.client.js';
import { CLOUDONIX } from './cloudonix.metadata.js';
import type { CloudonixRegion } from './cloudonix.regions.js';
import { CLOUDONIX_REGIONS, regionNamed } from './cloudonix.regions.js';
import type { CloudonixTrunk } from './cloudonix.resources.js';
import { CloudonixTrunkSettings } from './cloudonix.trunk-settings.js';

/** Into the public network, over Cloudonix' border. */
const DIRECTION = 'public-outbound';

/**
 * Outbound trunks of a domain.
 * @see https://developers.cloudonix.com/Documentation/dataModels/voiceTrunk
 */
@Injectable()
export class CloudonixTrunkStrategy extends TrunkStrategy {
  readonly settingsClass = CloudonixTrunkSettings;

  constructor(private readonly client: CloudonixClient) {
    super();
  }

  async apply(credentials: ProviderCredentials, trunk: WantedTrunk, signal: AbortSignal): Promise<string> {
    const wanted = payloadOf(trunk);
    const trunks = await this.client.listTrunks(credentials, signal);
    const present = trunks.find(({ uuid }) => uuid === trunk.externalId) ?? find(trunks, trunk.name);
    if (!present) return this.create(credentials, trunk.name, { trunks, wanted }, signal);
    const changed = { ...wanted, profile: { ...present.profile, ...wanted.profile }, active: true };
    if (!isLike(present, changed)) await this.client.updateTrunk(credentials, present.uuid, changed, signal);
    return present.uuid;
  }

  async find(credentials: ProviderCredentials, name: string, signal: AbortSignal): Promise<string | null> {
    return find(await this.client.listTrunks(credentials, signal), name)?.uuid ?? null;
  }

  /** Found by its uuid alone: a trunk that merely has our name is somebody else's. */
  async disable(credentials: ProviderCredentials, externalId: string, signal: AbortSignal): Promise<void> {
    const trunks = await this.client.listTrunks(credentials, signal);
    const present = trunks.find(({ uuid }) => uuid === externalId);
    if (!present || present.active === false) return;
    await this.client.updateTrunk(credentials, present.uuid, { active: false }, signal);
  }

  connectivity({ domain_uuid: uuid }: ProviderCredentials): SipConnectivity | null {
    if (typeof uuid !== 'string' || uuid === '') return null;
    const regions = CLOUDONIX_REGIONS.map((region) => ({
      region: region.name,
      inbound_transports: transportsOf(region, `${uuid}.${region.suffix}`),
      outbound_origin_ip: region.edgeIp,
    }));
    return { provider_display_name: CLOUDONIX.displayName, regions };
  }

  private async create(
    credentials: ProviderCredentials,
    name: string,
    { trunks, wanted }: { trunks: readonly CloudonixTrunk[]; wanted: JsonObject },
    signal: AbortSignal,
  ): Promise<string> {
    if (trunks.some((trunk) => trunk.name === name)) throw otherDirection();
    const uuid = await this.client.createTrunk(credentials, wanted, signal);
    const made = uuid ?? find(await this.client.listTrunks(credentials, signal), name)?.uuid;
    if (made === undefined) throw invalidResponse(accountOf(credentials), 'NO_UUID');
    return made;
  }
}

function find(trunks: readonly CloudonixTrunk[], name: string): CloudonixTrunk | undefined {
  return trunks.find((trunk) => trunk.name === name && trunk.direction === DIRECTION);
}

function regionOf({ region }: TrunkSettings): CloudonixRegion {
  const found = regionNamed(region ?? '');
  if (!found) throw new TypeError('A trunk of Cloudonix has a region that validation must have refused');
  return found;
}

function payloadOf({ name, settings }: WantedTrunk) {
  const { edgeIp, sipPort } = regionOf(settings);
  const { sip_domain: domain } = settings;
  return {
    name,
    ip: edgeIp,
    port: sipPort,
    transport: 'udp',
    prefix: '',
    direction: DIRECTION,
    profile: { domain, 'ruri-domain': domain },
  };
}

/** Whether a trunk has all the wanted values; "not set" and an empty text are the same, and so are a number and its digits. */
function isLike(present: CloudonixTrunk, wanted: ReturnType<typeof payloadOf> & { active: boolean }): boolean {
  const { profile, active, port, prefix, ...others } = wanted;
  return (
    Object.entries(others).every(([name, value]) => present[name as keyof typeof others] === value) &&
    Number(present.port) === port &&
    (present.prefix ?? '') === prefix &&
    (present.active ?? true) === active &&
    isDeepStrictEqual({ ...present.profile }, profile)
  );
}

function transportsOf({ sipPort, tlsPort }: CloudonixRegion, hostname: string): SipTransport[] {
  const transports: [SipTransport['transport'], number][] = [
    ['UDP', sipPort],
    ['TCP', sipPort],
    ['TLS', tlsPort],
  ];
  return transports.map(([transport, port]) => ({
    transport,
    hostname,
    port,
    uri: `sip:${hostname}:${port};transport=${transport.toLowerCase()}`,
  }));
}

function otherDirection(): ProviderError {
  const message =
    'Cloudonix already has a trunk of this name with another direction in this domain. Give this trunk another name, or rename the one in the Cloudonix cockpit.';
  return new ProviderError('provider_refused', message, { cause: new Error('OTHER_DIRECTION') });
}
