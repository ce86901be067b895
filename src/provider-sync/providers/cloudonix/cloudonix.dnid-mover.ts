import { Injectable } from '@nestjs/common';
import { refused } from '../../contract/carrier-fault.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { ProviderError } from '../../contract/provider-error.js';
import { accountOf, CloudonixClient } from './cloudonix.client.js';
import { destinationOf, dnidsFor } from './cloudonix.dnid.js';
import type { NamedDnid } from './cloudonix.dnids.js';
import { CloudonixDnids, isActive } from './cloudonix.dnids.js';

interface Move {
  dnid: NamedDnid;
  address: string;
  /** Name of the application that shall answer. */
  application: string;
  isActive: boolean;
}

/** Whether the carrier did it. False only for a refusal; every other fault is thrown. */
async function isAccepted(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'provider_refused') return false;
    throw error;
  }
}

/**
 * Moves a DNID to another application. Cloudonix' API description lets an update name the application, its data model
 * says that only making a DNID does. So the update is tried and looked at, and if it moved nothing, the DNID is replaced.
 * @see https://github.com/cloudonix/api.core-openapi
 * @see https://developers.cloudonix.com/Documentation/dataModels/Dnid
 */
@Injectable()
export class CloudonixDnidMover {
  constructor(
    private readonly client: CloudonixClient,
    private readonly dnids: CloudonixDnids,
  ) {}

  /** @throws ProviderError */
  async move(credentials: ProviderCredentials, move: Move, signal: AbortSignal): Promise<void> {
    const changes = { 'voice-application': move.application, active: move.isActive };
    await isAccepted(this.client.updateDnid(credentials, move.dnid, changes, signal));
    const present = dnidsFor(await this.dnids.list(credentials, signal), move.address);
    if (!present.some(({ id }) => id === move.dnid.id)) throw refused(accountOf(credentials), null, 'NOT_OWNED');
    const there = present.filter(({ applicationName }) => applicationName === move.application);
    if (there.some(({ id }) => id === move.dnid.id)) return;
    await this.replace(credentials, move, there.length > 0, signal);
  }

  /** The new one is made first, so that the number is never without; only where that is refused, the old one goes first. */
  private async replace(
    credentials: ProviderCredentials,
    move: Move,
    isThere: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { uuid } = await this.client.applicationNamed(credentials, move.application, signal);
    const source = destinationOf(move.dnid) ?? move.address;
    const isMade = isThere || (await isAccepted(this.client.createDnid(credentials, uuid, source, signal)));
    await this.client.deleteDnid(credentials, move.dnid, signal);
    if (!isMade) await this.createOrRestore(credentials, { ...move, uuid, source }, signal);
    if (!move.isActive) await this.deactivate(credentials, move, signal);
  }

  private async createOrRestore(
    credentials: ProviderCredentials,
    { dnid, address, uuid, source }: Move & { uuid: string; source: string },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.client.createDnid(credentials, uuid, source, signal);
    } catch (error) {
      if (dnid.applicationName !== null) {
        const former = await this.client.applicationNamed(credentials, dnid.applicationName, signal);
        await this.client.createDnid(credentials, former.uuid, source, signal);
        const { name: application } = former;
        if (!isActive(dnid)) await this.deactivate(credentials, { address, application }, signal);
      }
      throw error;
    }
  }

  /** A new DNID is active whatever was asked for. */
  private async deactivate(
    credentials: ProviderCredentials,
    target: Pick<Move, 'address' | 'application'>,
    signal: AbortSignal,
  ): Promise<void> {
    const made = await this.find(credentials, target, signal);
    if (made) await this.client.updateDnid(credentials, made, { active: false }, signal);
  }

  private async find(
    credentials: ProviderCredentials,
    { address, application }: Pick<Move, 'address' | 'application'>,
    signal: AbortSignal,
  ): Promise<NamedDnid | undefined> {
    const present = dnidsFor(await this.dnids.list(credentials, signal), address);
    return present.find(({ applicationName }) => applicationName === application);
  }
}
