import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { readXml } from '../../../../test/support/carriers/read-xml.js';
import { isXmlOf, isXmlType, toXml } from './xml.js';

/** Everything that a person or a carrier can put into a text, with what XML treats specially more often. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '\t',
        '\n',
        '\r',
        '\r\n',
        ']]>',
        '<!--',
        '&amp;',
        '&#10;',
        '\0',
        '\ud800',
        ' ',
      ),
    ),
  )
  .map((parts) => parts.join(''));

/** What XML 1.0 has no way to write, §2.2. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function writable(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd');
}

describe('toXml', () => {
  it('brings every text and attribute through a conforming parser', () => {
    const roundTrip = fc.property(anyText, anyText, (text, attribute) => {
      const read = readXml(toXml({ name: 'Say', attributes: { voice: attribute }, content: text }));
      const expected = { attributes: { voice: writable(attribute) }, text: writable(text) };
      expect(read).toEqual({ name: 'Say', elements: [], ...expected });
    });
    fc.assert(roundTrip, { numRuns: 2_000 });
  });

  it('writes what others find well-formed, and it itself', () => {
    const isWellFormed = fc.property(anyText, (text) => {
      const document = toXml({ name: 'Response', content: [{ name: 'Say', attributes: { a: text }, content: text }] });
      expect(XMLValidator.validate(document)).toBe(true);
      expect(isXmlOf('Response', document)).toBe(true);
    });
    fc.assert(isWellFormed, { numRuns: 500 });
  });

  it('keeps the order of elements and leaves out what is undefined', () => {
    const document = toXml({
      name: 'Response',
      content: [{ name: 'Say', attributes: { language: undefined, loop: '2' }, content: 'Hello' }, { name: 'Hangup' }],
    });
    expect(document).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say loop="2">Hello</Say><Hangup/></Response>',
    );
  });

  it('writes white space in attributes as references, because a parser makes spaces of it', () => {
    expect(toXml({ name: 'A', attributes: { b: 'x\ny\tz\r' } })).toContain('b="x&#10;y&#9;z&#13;"');
  });
});

describe('isXmlOf', () => {
  it.each([
    '<Response/>',
    '<Response></Response>',
    '\ufeff<?xml version="1.0"?>\n<!-- <Other/> -->\n<Response a="1">\n<Say>a &amp; b &#169;</Say>\n</Response>\n',
    '<Response><Say><![CDATA[Fish & Chips]]></Say></Response>',
  ])('takes %j', (document) => expect(isXmlOf('Response', document)).toBe(true));

  it.each([
    '',
    'Response',
    '{"Response":1}',
    '<Respons/>',
    '<Responses/>',
    '<Other><Response/></Other>',
    '<!-- <Response/> --><Other/>',
    '<Response>',
    '<Response><Say></Response>',
    '<Response/><Response/>',
    '<![CDATA[x]]><Response/>',
    '<Response/>x',
    '<?php echo 1 ?><Response/>',
    '<Response><Say>a]]>b</Say></Response>',
    '<Response a="1" a="2"/>',
    '<Response>Fish & Chips</Response>',
    '<Response>&nbsp;</Response>',
    '<!DOCTYPE Response [<!ENTITY a "b">]><Response>&a;</Response>',
    '<!DOCTYPE Response><Response/>',
    '<html><body>502 Bad Gateway</body></html>',
  ])('refuses %j', (document) => expect(isXmlOf('Response', document)).toBe(false));

  it('takes nothing that a conforming parser refuses', () => {
    const document =
      '<?xml version="1.0"?><Response><Say voice="man" loop="2">Hello &amp; bye</Say><Hangup/></Response>';
    const part = fc.constantFrom(
      '',
      '<',
      '>',
      '/',
      '"',
      '=',
      '&',
      ' ',
      'a',
      '\0',
      '</Say>',
      '<Say>',
      '<!--',
      '-->',
      '?>',
      '; ',
    );
    const position = fc.nat(document.length);
    const isNoLaxer = fc.property(position, fc.nat(12), part, (at, length, inserted) => {
      const changed = document.slice(0, at) + inserted + document.slice(at + length);
      if (isXmlOf('Response', changed)) expect(readXml(changed).name).toBe('Response');
    });
    fc.assert(isNoLaxer, { numRuns: 5_000 });
  });

  it('never throws', () => {
    fc.assert(fc.property(anyText, (text) => typeof isXmlOf('Response', `<Response>${text}`) === 'boolean'));
  });

  it('takes no longer for comments that do not end', () => {
    const started = performance.now();
    isXmlOf('Response', '<!---->'.repeat(20_000) + '<!--'.repeat(20_000));
    isXmlOf('Response', ' '.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('isXmlType', () => {
  it.each(['text/xml', 'application/xml', 'Text/XML; charset=utf-8', ' application/xml ;charset=utf-8'])(
    'takes %j',
    (type) => expect(isXmlType(type)).toBe(true),
  );

  it.each(['', 'text/html', 'application/json', 'text/xmlish', 'image/svg+xml', 'x/text/xml'])('refuses %j', (type) =>
    expect(isXmlType(type)).toBe(false),
  );
});

it.each(['<', '</a>', '<!--', '-', ']]>', '&', '<a b=""', '<a>', '<?a ?>', '<!DOCTYPE a>'])(
  'a document of nothing but %s is refused before a call notices',
  (piece) => {
    for (const start of ['', '<Response>', '<Response><!--']) {
      const document = start + piece.repeat(65_000 / piece.length);
      const startedAt = performance.now();
      expect(isXmlOf('Response', document)).toBe(false);
      expect(performance.now() - startedAt).toBeLessThan(50);
    }
  },
);
