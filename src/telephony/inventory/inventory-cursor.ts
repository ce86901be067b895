import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { KeyRing } from '../../crypto/key-ring.js';

/** Where a walk through an inventory has got to. */
export interface InventoryPosition {
  /** The carrier's own name of the next page; null for the first. */
  page: string | null;
  /** When the walk began, by the clock of the database. */
  since: string | null;
}

const CURSOR = /^([A-Za-z0-9_-]{1,4096})\.([A-Za-z0-9_-]{16})$/;
const START: InventoryPosition = { page: null, since: null };

/** Cursors of inventories. The carrier's page is inside, signed, so that nobody can send us to another one. */
@Injectable()
export class InventoryCursor {
  constructor(private readonly keys: KeyRing) {}

  /** @throws DomainError `invalid_cursor` */
  read(cursor: string | undefined, configurationId: number): InventoryPosition {
    if (cursor === undefined) return START;
    const [, text, signature] = CURSOR.exec(cursor) ?? [];
    if (!text || !signature || !this.keys.verify(subjectOf(text, configurationId), signature)) {
      throw new DomainError('invalid_cursor', 'This cursor is not from this inventory. Start again without a cursor.');
    }
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as InventoryPosition;
  }

  write(position: InventoryPosition, configurationId: number): string {
    const text = Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
    return `${text}.${this.keys.sign(subjectOf(text, configurationId))}`;
  }
}

function subjectOf(text: string, configurationId: number): string {
  return `inventory-cursor|${configurationId}|${text}`;
}
