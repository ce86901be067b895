import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { NumberProvisioning } from '../../contract/number-provisioning.js';
import { CloudonixClient } from './cloudonix.client.js';
import { dnidsFor } from './cloudonix.dnid.js';

/** Makes and removes DNIDs. Numbers come from elsewhere, over a trunk; a DNID says who answers them. */
@Injectable()
export class CloudonixNumberProvisioning implements NumberProvisioning {
  constructor(private readonly client: CloudonixClient) {}

  /** A DNID that exists already is kept, under whichever application it is. */
  async create(
    credentials: ProviderCredentials,
    address: CanonicalAddress,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<void> {
    const dnids = await this.client.listDnids(credentials, signal);
    if (dnidsFor(dnids, address).length > 0) return;
    const { uuid } = await this.client.applicationNamed(credentials, applicationId, signal);
    await this.client.createDnid(credentials, uuid, address, signal);
  }

  /** Removes the DNID whose source is the address as we write it; others for the same number are somebody else's. */
  async remove(credentials: ProviderCredentials, address: CanonicalAddress, signal: AbortSignal): Promise<void> {
    const dnids = await this.client.listDnids(credentials, signal);
    const ours = dnidsFor(dnids, address).find(({ source }) => source === address);
    if (ours) await this.client.deleteDnid(credentials, ours, signal);
  }
}
