import fc from 'fast-check';
import { jsonTexts } from './json-texts.js';

describe('the members of an object as texts', () => {
  it('are what a form would have had', () => {
    const object = { to: '+1', count: 2, isNew: false, list: ['a'], data: { token: 't' }, nothing: null };
    expect(jsonTexts(object)).toEqual({ to: '+1', count: '2', isNew: 'false', list: '["a"]', data: '{"token":"t"}' });
  });

  it('leave out what is nested deeper than can be written', () => {
    const deep: unknown = JSON.parse('['.repeat(30_000) + ']'.repeat(30_000));
    expect(jsonTexts({ to: '+1', deep })).toEqual({ to: '+1' });
  });

  it('are texts under their own names, whatever was sent', () => {
    const isText = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (sent) => {
      const object = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>;
      for (const [name, text] of Object.entries(jsonTexts(object))) {
        expect(typeof text).toBe('string');
        expect(Object.keys(object)).toContain(name);
      }
    });
    fc.assert(isText);
  });
});
