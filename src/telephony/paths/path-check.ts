import { Injectable } from '@nestjs/common';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CarrierSightings } from './carrier-sightings.js';
import type { PathFacts } from './path-facts.js';
import { NEVER_SEEN, seen } from './path-facts.js';
import type { PathSubject } from './path-facts.reader.js';
import { PublicUrlProbe } from './public-url.probe.js';

/** Everything that carriers are asked while a person waits. */
const TIMEOUT_MS = 15_000;

/** Looks at everything outside the database that a path depends on. */
@Injectable()
export class PathCheck {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly carrier: CarrierSightings,
    private readonly urlProbe: PublicUrlProbe,
  ) {}

  /** @returns the facts as they are now; what could not be seen says why */
  async refresh(subject: PathSubject): Promise<PathFacts> {
    const { connection } = this.registry.get(subject.provider);
    const [sightings, publicUrl] = await Promise.all([
      this.carrier.look(subject, AbortSignal.timeout(TIMEOUT_MS)),
      connection === null ? this.urlProbe.probe() : null,
    ]);
    const { facts } = subject;
    return { ...facts, ...sightings, publicUrl: publicUrl ? seen(publicUrl, facts.readAt) : NEVER_SEEN };
  }
}
