import fc from 'fast-check';
import type { CallNews, CallRecord } from '../call-record.js';
import { fromLines, toLines } from './spill-lines.js';

const text = fc.string({ unit: 'binary' });
const id = fc.nat();
const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });

const record: fc.Arbitrary<CallRecord> = fc.record({
  organizationId: id,
  configurationId: id,
  provider: text,
  accountId: text,
  callId: text,
  to: text,
  from: text,
  phoneNumberId: fc.option(id),
  phoneNumberVersion: fc.option(id),
  workflowId: fc.option(id),
  workflowVersion: fc.option(id),
  outcome: fc.constantFrom('answered', 'refused'),
  reason: fc.constantFrom(null, 'number_unbound'),
  target: fc.constantFrom(null, 'stream', 'say'),
  usedFallback: fc.boolean(),
  isStale: fc.boolean(),
  receivedAt: time,
  latencyMs: fc.integer({ min: 0, max: 1_000_000 }).map((tenths) => tenths / 10),
  marginMs: fc.integer({ min: -1_000, max: 15_000 }),
});

const news: fc.Arbitrary<CallNews> = fc.record({
  configurationIds: fc.array(id),
  callId: text,
  state: fc.constantFrom('ringing', 'completed'),
  durationSeconds: fc.option(id),
  at: time,
});

const splitLines = (written: string): string[] => written.split('\n').filter((line) => line !== '');

describe('lines on the disk', () => {
  it('say what was written, whatever texts are in it', () => {
    fc.assert(
      fc.property(fc.array(record), fc.array(news), (records, told) => {
        const lines = splitLines(toLines({ records, news: told }));
        expect(lines).toHaveLength(records.length + told.length);
        expect(fromLines(lines)).toEqual({ records, news: told, unreadable: 0 });
      }),
    );
  });

  it('lose nothing but the line that a crash cut off', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 60 }), (records, cut) => {
        const written = toLines({ records, news: [] });
        const found = fromLines(splitLines(written.slice(0, -1 - cut)));
        expect(found.records).toEqual(records.slice(0, -1));
        expect(found.unreadable).toBe(1);
      }),
    );
  });

  it.each(['', 'null', '17', '"text"', '[]', '{}', '{"record":null}', '{"record":{}}', '{"news":5}', '{"other":{}}'])(
    'take %j for damaged',
    (line) => {
      expect(fromLines([line])).toEqual({ records: [], news: [], unreadable: 1 });
    },
  );
});
