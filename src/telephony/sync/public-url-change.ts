import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { Resync } from './resync.js';

// Replicas that start at the same time look one after the other; whoever comes second finds nothing to do.
const LOCK = 'LOCK TABLE public_urls IN SHARE ROW EXCLUSIVE MODE';

const CURRENT = 'SELECT url FROM public_urls WHERE is_current';

const RETIRE = 'UPDATE public_urls SET is_current = false WHERE is_current';

const TAKE_UP = `
  INSERT INTO public_urls (url, is_current) VALUES ($1, true)
  ON CONFLICT (url) DO UPDATE
     SET is_current = true, in_use_since = now(), is_reachable = NULL, reason = NULL, checked_at = NULL`;

const AFFECTED = `
  SELECT organization_id, telephony_configuration_id AS configuration_id, count(*)::int AS numbers
    FROM phone_numbers WHERE inbound_workflow_id IS NOT NULL
   GROUP BY 1, 2 ORDER BY 2`;

interface Affected {
  organization_id: number;
  configuration_id: number;
  numbers: number;
}

/**
 * Notices at the start that `PUBLIC_BASE_URL` is another one than carriers were told, and lets every bound number be
 * written again, as jobs. What a number did before Dialplane stays remembered: the former URL is known to be ours.
 */
@Injectable()
export class PublicUrlChange implements OnApplicationBootstrap {
  private readonly logger = new Logger(PublicUrlChange.name);

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly resync: Resync,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { publicBaseUrl } = this.config;
    if (publicBaseUrl === null) return;
    const affected = await this.database.transaction((manager) => this.follow(manager, publicBaseUrl));
    if (affected === null) return;
    const numbers = affected.reduce((sum, configuration) => sum + configuration.numbers, 0);
    this.logger.log(
      `PUBLIC_BASE_URL has changed: ${numbers} phone number(s) of ${affected.length} configuration(s) are being written again at their carriers; GET /api/v1/jobs?kind=sync-all shows how far that is`,
    );
  }

  /** @returns null when nothing has changed, or no URL was in use yet */
  private async follow(manager: EntityManager, url: string): Promise<Affected[] | null> {
    await manager.query(LOCK);
    const [current] = await manager.query<{ url: string }[]>(CURRENT);
    if (current?.url === url) return null;
    await manager.query(RETIRE);
    await manager.query(TAKE_UP, [url]);
    if (!current) return null;
    const affected = await manager.query<Affected[]>(AFFECTED);
    for (const { organization_id: organizationId, configuration_id: configurationId } of affected) {
      await this.resync.all(manager, { organizationId, configurationId });
    }
    return affected;
  }
}
