import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';
import { CloudonixClient } from './cloudonix.client.js';
import type { CloudonixDnid, CloudonixId } from './cloudonix.resources.js';

/** A DNID with the name of the application that it starts; null when it starts none. */
export interface NamedDnid extends CloudonixDnid {
  applicationName: string | null;
}

/** Whether a DNID is matched against; it is unless it says otherwise. */
export function isActive({ active }: CloudonixDnid): boolean {
  return active ?? true;
}

/**
 * The settings of a DNID. One that is switched off under the application of the configuration goes nowhere: it is left
 * there on release, because no DNID is without an application, and reads as if it had none.
 */
export function settingsOf(dnid: NamedDnid, { application_name: own }: ProviderCredentials): RemoteSettings {
  const active = isActive(dnid);
  const isReleased = !active && dnid.applicationName === own;
  return { application: isReleased ? null : dnid.applicationName, active };
}

/** Lists DNIDs. Names of applications are asked for only when the list tells numbers instead. */
@Injectable()
export class CloudonixDnids {
  constructor(private readonly client: CloudonixClient) {}

  /** @throws ProviderError */
  async list(credentials: ProviderCredentials, signal: AbortSignal): Promise<NamedDnid[]> {
    const dnids = await this.client.listDnids(credentials, signal);
    const isUnnamed = dnids.some((dnid) => nameIn(dnid) === null && idIn(dnid) !== null);
    const names = isUnnamed ? await this.names(credentials, signal) : new Map<string, string>();
    return dnids.map((dnid) => ({ ...dnid, applicationName: nameIn(dnid) ?? nameBy(idIn(dnid), names) }));
  }

  private async names(credentials: ProviderCredentials, signal: AbortSignal): Promise<Map<string, string>> {
    const applications = await this.client.listApplications(credentials, signal);
    return new Map(applications.map(({ id, name }) => [String(id), name]));
  }
}

function nameIn({ application }: CloudonixDnid): string | null {
  const name = application?.name;
  return typeof name === 'string' && name !== '' ? name : null;
}

function idIn({ application, applicationId }: CloudonixDnid): CloudonixId | null {
  const id = applicationId ?? application?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/** An application that the domain does not list keeps its number as its name. */
function nameBy(id: CloudonixId | null, names: ReadonlyMap<string, string>): string | null {
  return id === null ? null : (names.get(String(id)) ?? String(id));
}
