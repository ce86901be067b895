import fc from 'fast-check';
import { targetIn } from './endpoint-document.js';
import { TargetFailure } from './target-failure.js';

const answer = (body: string): { contentType: string; body: string } => ({ contentType: 'application/json', body });

/** The code of the failure, or what was found. */
function outcomeOf(body: string): unknown {
  try {
    return targetIn(answer(body));
  } catch (error) {
    if (error instanceof TargetFailure) return error.code;
    throw error;
  }
}

const SAY = { type: 'say', text: 'Hello', language: 'en-US' };

function manyMembers(count: number): string {
  return Array.from({ length: count }, (_, index) => `"p${index}":{}`).join(',');
}

describe('what an endpoint has answered', () => {
  it.each([
    [SAY, SAY],
    [{ type: 'say', text: 'Hello' }, SAY],
    [
      { type: 'dial', to: '+1 (415) 555-0100' },
      { type: 'dial', to: '+14155550100' },
    ],
    [{ type: 'stream', url: 'wss://a.example.com/media', parameters: { a: 'b' } }, undefined],
  ])('names the target %j', (target, found) => {
    expect(outcomeOf(` \n${JSON.stringify({ target })}`)).toEqual(found ?? target);
  });

  it.each([['', '<Response/>', '[{"action":"talk"}]', '"target"', '{', '{"target"', '{"tarjet":{}}', '{}', 'null']])(
    'is no target when it is something else',
    (...bodies: string[]) => {
      for (const body of bodies) expect([body, outcomeOf(body)]).toEqual([body, null]);
    },
  );

  it('may have as many parameters as a workflow', () => {
    const parameters = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, 'x']));
    const target = { type: 'stream', url: 'wss://a.example.com/media', parameters };
    expect(outcomeOf(JSON.stringify({ target }))).toEqual(target);
  });

  it('must not name yet another endpoint', () => {
    const target = { type: 'webhook', url: 'https://app.example.com/voice' };
    expect(outcomeOf(JSON.stringify({ target }))).toBe('endpoint_named_endpoint');
  });

  it.each([
    '{"target":null}',
    '{"target":[]}',
    '{"target":"say"}',
    '{"target":[{"type":"say","text":"Hello"}]}',
    '{"target":{"type":"say"}}',
    '{"target":{"type":"sing","text":"Hello"}}',
    '{"target":{"type":"say","text":"Hello","extra":1}}',
    '{"target":{"type":"say","text":"Hello"},"extra":1}',
    '{"target":{"type":"say","text":{"toString":1}}}',
    '{"target":{"type":"dial","to":"everybody"}}',
    '{"target":{"type":"stream","url":"http://a.example.com"}}',
    '{"target":{"type":"__proto__"}}',
    '{"target":{"type":"constructor","text":"Hello"}}',
    '{"target":{"type":["say"],"text":"Hello"}}',
    `{"target":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    `{"target":${'{"type":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
  ])('is not valid: %.80s', (body) => {
    expect(outcomeOf(body)).toBe('answer_not_valid');
  });

  it.each([
    ['a list of targets', `{"target":[${'{"type":"say"},'.repeat(4_000)}{}]}`],
    ['members that are lists', `{"target":{"type":"stream","url":[${'{"type":"say"},'.repeat(4_000)}{}]}}`],
    ['parameters that are a list', `{"target":{"type":"stream","parameters":[${'{"a":"b"},'.repeat(6_000)}{}]}}`],
    ['parameters without end', `{"target":{"type":"stream","parameters":{${manyMembers(5_000)}}}}`],
  ])('holds nothing up over %s', (_what, body) => {
    const startedAt = performance.now();
    expect(outcomeOf(body)).toBe('answer_not_valid');
    expect(performance.now() - startedAt).toBeLessThan(50);
  });

  it('leaves no mark on other objects, and takes nothing that was inherited', () => {
    for (const body of [
      '{"__proto__":{"target":{"type":"say","text":"Hello"}}}',
      '{"target":{"__proto__":{"type":"say","text":"Hello"}}}',
    ]) {
      const outcome = outcomeOf(body);
      expect([null, 'answer_not_valid']).toContain(outcome);
    }
    expect(outcomeOf('{"constructor":{"prototype":{"polluted":1}},"target":{"type":"say","text":"Hello"}}')).toEqual(
      SAY,
    );
    const hidden = '{"target":{"type":"stream","url":"wss://a.example.com","parameters":{"__proto__":{"x":"y"}}}}';
    const { parameters } = outcomeOf(hidden) as { parameters: Record<string, string> };
    expect([parameters['x'], Object.keys(parameters)]).toEqual([undefined, []]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const json = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.record({ target: fc.jsonValue({ maxDepth: 4 }) }));
  const almost = fc.record({
    target: fc.record(
      {
        type: fc.constantFrom<unknown>('say', 'dial', 'stream', 'webhook', '', 1, null),
        text: fc.jsonValue({ maxDepth: 1 }),
        to: fc.oneof(fc.string(), fc.constantFrom('+14155550100', 'sip:a@b.example')),
        url: fc.oneof(fc.webUrl({ validSchemes: ['wss', 'https'] }), fc.string()),
        parameters: fc.jsonValue({ maxDepth: 2 }),
        language: fc.oneof(fc.string(), fc.constant('de-DE')),
      },
      { requiredKeys: [] },
    ),
  });

  it('is a direct target, something else, or a failure with a code, whatever it is', () => {
    const isContained = fc.property(fc.oneof(json, almost, fc.string()), (document) => {
      const body = typeof document === 'string' ? document : JSON.stringify(document);
      const outcome = outcomeOf(body);
      if (typeof outcome === 'string') expect(['answer_not_valid', 'endpoint_named_endpoint']).toContain(outcome);
      else if (outcome !== null) expect(['say', 'dial', 'stream']).toContain((outcome as { type: string }).type);
    });
    fc.assert(isContained, { numRuns: 500 });
  });
});
