import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { DomainError } from '../common/errors/domain-error.js';
import type { PageQueryDto } from '../common/pagination/page-query.dto.js';
import type { AppConfig } from '../config/app-config.js';
import { CursorCodec } from './cursor-codec.js';
import { KeyRing } from './key-ring.js';

const KEY = randomBytes(32);

function codecOf(...encryptionKeys: [Buffer, ...Buffer[]]): CursorCodec {
  return new CursorCodec(new KeyRing({ encryptionKeys } as unknown as AppConfig));
}

const codec = codecOf(KEY);

function query(fields: object = {}): PageQueryDto {
  return { limit: 2, order: 'asc', ...fields };
}

function cursorAfter(id: number, fields: object = {}, scope = 'list:1'): string {
  const { nextCursor } = codec.page([{ id: id - 1 }, { id }, { id: id + 1 }], query(fields), scope);
  if (nextCursor === null) throw new Error('expected a cursor');
  return nextCursor;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('cursors', () => {
  it('start after the last item of the page, and the surplus item is not shown', () => {
    const { items, nextCursor } = codec.page([{ id: 4 }, { id: 7 }, { id: 9 }], query(), 'list:1');
    expect(items).toEqual([{ id: 4 }, { id: 7 }]);
    const start = codec.start(query({ cursor: nextCursor }), 'list:1');
    expect(start).toEqual({ afterId: 7, limit: 2, descending: false });
  });

  it('end with the last page', () => {
    expect(codec.page([{ id: 4 }, { id: 7 }], query(), 'list:1').nextCursor).toBeNull();
    expect(codec.page([], query(), 'list:1').nextCursor).toBeNull();
    expect(codec.start(query({ order: 'desc' }), 'list:1')).toEqual({ afterId: null, limit: 2, descending: true });
  });

  it('hold for another page size, and across a rotation of keys', () => {
    const cursor = cursorAfter(7, { q: 'a' });
    expect(codec.start(query({ q: 'a', limit: 500, cursor }), 'list:1').afterId).toBe(7);
    expect(codecOf(randomBytes(32), KEY).start(query({ q: 'a', cursor }), 'list:1').afterId).toBe(7);
  });

  it('do not depend on the order of the filters, nor on those that are not given', () => {
    const cursor = cursorAfter(7, { q: 'a', label: 'b', country: undefined });
    expect(codec.start({ label: 'b', q: 'a', ...query({ cursor }) } as unknown as PageQueryDto, 'list:1').afterId).toBe(
      7,
    );
  });

  it.each([
    ['another list', () => codec.start(query({ cursor: cursorAfter(7) }), 'list:2')],
    ['another order', () => codec.start(query({ cursor: cursorAfter(7), order: 'desc' }), 'list:1')],
    ['another filter', () => codec.start(query({ cursor: cursorAfter(7), q: 'a' }), 'list:1')],
    ['a filter less', () => codec.start(query({ cursor: cursorAfter(7, { q: 'a' }) }), 'list:1')],
    ['another installation', () => codecOf(randomBytes(32)).start(query({ cursor: cursorAfter(7) }), 'list:1')],
    ['another place', () => codec.start(query({ cursor: cursorAfter(7).replace(/^7/, '8') }), 'list:1')],
    ['a place of the same value', () => codec.start(query({ cursor: `0${cursorAfter(7)}` }), 'list:1')],
    ['something appended', () => codec.start(query({ cursor: `${cursorAfter(7)}.x` }), 'list:1')],
  ])('are refused for %s', (_name, use) => {
    expect(codeOf(use)).toBe('invalid_cursor');
  });

  it('are refused with one refusal, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.integer(), fc.string()).map(([id, rest]) => `${id}.${rest}`),
        ),
        (cursor) => {
          expect(codeOf(() => codec.start(query({ cursor }), 'list:1'))).toBe('invalid_cursor');
        },
      ),
    );
  });
});
