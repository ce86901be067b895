import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error.js';
import type { Page } from '../common/pagination/page.js';
import type { PageQueryDto } from '../common/pagination/page-query.dto.js';
import { KeyRing } from './key-ring.js';

/** The last id and the signature, in their only spelling: the decoder would also take others. */
const CURSOR = /^([1-9][0-9]{0,15})\.([A-Za-z0-9_-]{16})$/;

/** Where a page starts and how it reads. */
export interface PageStart {
  /** The last id of the page before; null for the first page. */
  afterId: number | null;
  limit: number;
  descending: boolean;
}

/**
 * Opaque cursors. They are signed, so that a changed one is refused instead of reading from an arbitrary place, and
 * bound to the list's scope, order and filters, so that one cannot be used for another list.
 */
@Injectable()
export class CursorCodec {
  constructor(private readonly keys: KeyRing) {}

  /**
   * @param scope names the list and its owner, for instance `phone-numbers:7`
   * @throws DomainError `invalid_cursor`
   */
  start(query: PageQueryDto, scope: string): PageStart {
    const descending = query.order === 'desc';
    if (query.cursor === undefined) return { afterId: null, limit: query.limit, descending };
    const [, id, signature] = CURSOR.exec(query.cursor) ?? [];
    if (!id || !signature || !this.keys.verify(this.subject(Number(id), query, scope), signature)) {
      throw new DomainError(
        'invalid_cursor',
        'This cursor is not from this list with these filters. Start again without a cursor.',
      );
    }
    return { afterId: Number(id), limit: query.limit, descending };
  }

  /**
   * Makes a page of rows that were read with `limit + 1`: the surplus row is the knowledge that there are more.
   */
  page<T extends { id: number }>(rows: T[], query: PageQueryDto, scope: string): Page<T> {
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    if (rows.length <= query.limit || !last) return { items, nextCursor: null };
    return { items, nextCursor: `${last.id}.${this.keys.sign(this.subject(last.id, query, scope))}` };
  }

  private subject(id: number, query: PageQueryDto, scope: string): string {
    const { cursor: _cursor, limit: _limit, ...filters } = query;
    const sorted = Object.entries(filters)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const fingerprint = createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
    return `cursor|${scope}|${fingerprint}|${id}`;
  }
}
