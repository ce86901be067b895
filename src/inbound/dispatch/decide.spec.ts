import fc from 'fast-check';
import type { ConfigurationRoute, NumberRoute, WorkflowRoute } from '../routing/routes.js';
import type { RouteFacts } from './decide.js';
import { decide } from './decide.js';
import { REFUSAL_REASONS } from './refusal-reason.js';

/** A target fails after the decision. */
const DECIDED_HERE = REFUSAL_REASONS.filter((reason) => reason !== 'target_failed');

const configuration = fc
  .record({ id: fc.integer({ min: 1, max: 3 }), isActive: fc.boolean() })
  .map(({ id, isActive }): ConfigurationRoute => ({
    ...{ id, isActive, organizationId: id, provider: 'acme', accountId: 'A' },
    keys: () => [],
    credentials: () => ({}),
  }));

const number = fc
  .record({ configurationId: fc.integer({ min: 1, max: 4 }), isActive: fc.boolean() })
  .map(({ configurationId, isActive }): NumberRoute => ({
    ...{ id: 7, version: 1, organizationId: configurationId, configurationId, isActive },
    ...{ address: '+14155550100', workflowId: 9 },
  }));

const workflow = fc.boolean().map((isActive): WorkflowRoute => ({
  ...{ id: 9, version: 1, organizationId: 1, name: 'Agent', isActive, fallbackTarget: null },
  target: { type: 'say', text: 'Hello', language: 'en-US' },
  secrets: () => [],
}));

const facts: fc.Arbitrary<RouteFacts> = fc.record({
  address: fc.option(fc.constant('+14155550100'), { freq: 6 }),
  look: fc.record({
    number: fc.option(number, { freq: 6 }),
    workflow: fc.option(workflow),
    freshness: fc.constantFrom('fresh', 'fresh', 'stale', 'unavailable'),
  }),
  configurations: fc.uniqueArray(configuration, { maxLength: 3, selector: ({ id }) => id }),
});

describe('a decision', () => {
  it('is never for a configuration that is not among the signers, and names nothing of it', () => {
    const keepsToSigners = fc.property(facts, (given) => {
      const decision = decide(given);
      const signers = given.configurations.map(({ id }) => id);
      if (decision.configuration) expect(given.configurations).toContain(decision.configuration);
      if (decision.number) expect(signers).toContain(decision.number.configurationId);
      if (decision.workflow) expect(decision.configuration).not.toBeNull();
      if (decision.number) expect(decision.configuration?.id).toBe(decision.number.configurationId);
    });
    fc.assert(keepsToSigners);
  });

  it('answers exactly when everything is there and active', () => {
    const isComplete = fc.property(facts, (given) => {
      const { address, look, configurations } = given;
      const owner = configurations.find(({ id }) => id === look.number?.configurationId);
      const isReady =
        address !== null &&
        look.freshness !== 'unavailable' &&
        look.number?.isActive === true &&
        owner?.isActive === true &&
        look.workflow?.isActive === true;
      expect(decide(given).outcome).toBe(isReady ? 'answered' : 'refused');
    });
    fc.assert(isComplete);
  });

  it('is the same whether a number of others exists or not', () => {
    const isBlind = fc.property(facts, ({ address, look, configurations }) => {
      const others = configurations.filter(({ id }) => id !== look.number?.configurationId);
      const nothing = { ...look, number: null, workflow: null };
      expect(decide({ address, look, configurations: others })).toEqual(
        decide({ address, look: nothing, configurations: others }),
      );
    });
    fc.assert(isBlind);
  });

  it('can end in every reason that there is', () => {
    const seen = new Set(
      fc.sample(facts, 5_000).flatMap((given) => {
        const decision = decide(given);
        return decision.outcome === 'refused' ? [decision.reason] : [];
      }),
    );
    expect([...seen].sort()).toEqual([...DECIDED_HERE].sort());
  });
});
