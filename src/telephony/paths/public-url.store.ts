import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { PublicUrlSighting } from './path-facts.js';

const RECORD = {
  name: 'public-url-record',
  // Which one is current is decided at the start, where the numbers are moved along.
  text: `INSERT INTO public_urls (url, is_reachable, reason, checked_at) VALUES ($1, $2, $3, now())
         ON CONFLICT (url) DO UPDATE
            SET is_reachable = excluded.is_reachable, reason = excluded.reason, checked_at = excluded.checked_at`,
};

/** The URLs under which carriers were told to reach this service. */
@Injectable()
export class PublicUrlStore {
  constructor(private readonly database: Database) {}

  /** Notes whether the URL leads here. */
  async record(url: string, { isReachable, reason }: PublicUrlSighting): Promise<void> {
    await this.database.query(RECORD, [url, isReachable, reason]);
  }
}
