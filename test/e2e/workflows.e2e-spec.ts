import { createNumber } from '../factories/phone-number.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { aWorkflow, createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { snapshotOf } from '../support/database-snapshot.js';
import { numbersOf, PHONE_NUMBERS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const STREAM = { type: 'stream', url: 'wss://agent.example.com/media', parameters: { language: 'en', team: 'a' } };
const SAY = { type: 'say', text: 'We are closed.', language: 'de-CH' };

describe('workflows', () => {
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    app = await TestApp.start();
    api = await app.organization('Acme');
  });

  afterAll(async () => {
    await app.stop();
  });

  it('are created as they were sent, with what was left out filled in', async () => {
    const { body } = await api.post(WORKFLOWS, { name: '  Support \u3000 agent ', target: STREAM });
    expect(body).toEqual({
      id: expect.any(Number),
      name: 'Support agent',
      target: STREAM,
      fallback_target: null,
      is_active: true,
      created_at: expect.any(String),
      updated_at: body.created_at,
      version: 1,
    });
    expect((await api.get(`${WORKFLOWS}/${body.id}`)).body).toEqual(body);
    expect((await api.get(WORKFLOWS)).body.workflows).toContainEqual(body);
  });

  it.each([
    ['a stream', STREAM, STREAM],
    ['a stream without parameters', { type: 'stream', url: 'wss://a.example:8443/x?y=1' }, undefined],
    ['a webhook', { type: 'webhook', url: 'https://app.example.com/voice?a=b' }, undefined],
    ['a call forwarded to a number', { type: 'dial', to: '+1 (415) 555-0100' }, { type: 'dial', to: '+14155550100' }],
    [
      'a call forwarded to a SIP URI',
      { type: 'dial', to: 'SIP:alice@Example.COM' },
      { type: 'dial', to: 'sip:alice@example.com' },
    ],
    ['a text', SAY, SAY],
    ['a text without a language', { type: 'say', text: ' Hello ' }, { type: 'say', text: 'Hello', language: 'en-US' }],
  ])('hand a call to %s', async (_what, target, stored) => {
    const { body } = await api.post(WORKFLOWS, aWorkflow({ target, fallback_target: target, is_active: false }));
    const expected = stored ?? target;
    expect(body).toMatchObject({ target: expected, fallback_target: expected, is_active: false });
    expect((await api.get(`${WORKFLOWS}/${body.id}`)).body.target).toEqual(expected);
  });

  it('may share a name', async () => {
    const [first, second] = [await createWorkflow(api, { name: 'Same' }), await createWorkflow(api, { name: 'Same' })];
    expect(first.id).not.toBe(second.id);
  });

  describe('PUT', () => {
    it('changes what is present and leaves what is absent or null', async () => {
      const before = await createWorkflow(api, { target: STREAM, fallback_target: SAY, is_active: false });
      const path = `${WORKFLOWS}/${before.id}`;
      const renamed = await api.put(path, { name: 'Renamed', target: null, fallback_target: null, is_active: null });
      expect(renamed.body).toEqual({ ...before, name: 'Renamed', version: 2, updated_at: expect.any(String) });
      expect(Date.parse(renamed.body.updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
      expect((await api.put(path, { is_active: true })).body).toMatchObject({
        name: 'Renamed',
        is_active: true,
        version: 3,
      });
    });

    it('replaces a target as a whole', async () => {
      const { id } = await createWorkflow(api, { target: STREAM });
      const target = { type: 'stream', url: 'wss://other.example.com' };
      expect((await api.put(`${WORKFLOWS}/${id}`, { target })).body.target).toEqual(target);
      expect((await api.put(`${WORKFLOWS}/${id}`, { target: SAY })).body.target).toEqual(SAY);
    });

    it('of what was read changes nothing, not even the version', async () => {
      const { id, name, target, fallback_target, is_active } = await createWorkflow(api, {
        target: STREAM,
        fallback_target: SAY,
      });
      const before = await snapshotOf(app.database.url);
      const reordered = { ...target, parameters: { team: 'a', language: 'en' } };
      const answer = await api.put(`${WORKFLOWS}/${id}`, { name, target: reordered, fallback_target, is_active });
      expect([answer.status, answer.body.version]).toEqual([200, 1]);
      expect((await api.put(`${WORKFLOWS}/${id}`, {})).body.version).toBe(1);
      expect((await api.patch(`${WORKFLOWS}/${id}`, { name })).body.version).toBe(1);
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });
  });

  describe('PATCH', () => {
    it('merges objects, replaces values and clears with null', async () => {
      const { id } = await createWorkflow(api, { target: STREAM, fallback_target: SAY, is_active: false });
      const path = `${WORKFLOWS}/${id}`;
      const patch = async (body: object): Promise<object> => (await api.patch(path, body)).body;
      expect(await patch({ target: { parameters: { team: null, tone: 'calm' } } })).toMatchObject({
        target: { ...STREAM, parameters: { language: 'en', tone: 'calm' } },
        fallback_target: SAY,
        version: 2,
      });
      expect(await patch({ fallback_target: { text: 'Later.' } })).toMatchObject({
        fallback_target: { ...SAY, text: 'Later.' },
      });
      expect(await patch({ target: { parameters: null } })).toMatchObject({
        target: { type: 'stream', url: STREAM.url },
      });
      expect(await patch({ fallback_target: null })).toMatchObject({ fallback_target: null, is_active: false });
      // Null is "as if it had never been said": the default.
      expect(await patch({ is_active: null })).toMatchObject({ is_active: true });
      expect(await patch({ fallback_target: SAY })).toMatchObject({ fallback_target: SAY });
    });

    it('takes the media type of merge patches', async () => {
      const { id } = await createWorkflow(api);
      const headers = { 'Content-Type': 'application/merge-patch+json' };
      expect((await api.patch(`${WORKFLOWS}/${id}`, { name: 'Merged' }, { headers })).body.name).toBe('Merged');
    });

    it('refuses a result that is no workflow', async () => {
      const { id } = await createWorkflow(api, { target: STREAM });
      const path = `${WORKFLOWS}/${id}`;
      const before = await snapshotOf(app.database.url);
      for (const body of [
        { name: null },
        { target: null },
        { target: { url: null } },
        { target: { type: null } },
        { id: 5 },
      ]) {
        expectProblem(await api.patch(path, body), 'validation_failed');
      }
      // The fields of another kind of target have to be taken away with it.
      expectProblem(await api.patch(path, { target: SAY }), 'validation_failed');
      expect(await snapshotOf(app.database.url)).toEqual(before);
      const switched = await api.patch(path, { target: { ...SAY, url: null, parameters: null } });
      expect(switched.body.target).toEqual(SAY);
    });
  });

  it('cannot be deleted while numbers are bound to them, and say how many', async () => {
    const { id } = await createWorkflow(api, { name: 'In use' });
    const path = `${WORKFLOWS}/${id}`;
    const config = await createConfig(api);
    const numbers = [
      await createNumber(api, config.id, { inbound_workflow_id: id }),
      await createNumber(api, config.id, { inbound_workflow_id: id, is_active: false }),
    ];
    const refusal = await api.delete(path);
    expectProblem(refusal, 'workflow_in_use');
    expect(refusal.body.detail).toMatch(/^2 phone numbers are bound/);

    await api.delete(`${numbersOf(config.id)}/${numbers[0].id}`);
    expect((await api.delete(path)).body.detail).toMatch(/^1 phone number is bound/);

    await api.delete(`${numbersOf(config.id)}/${numbers[1].id}`);
    const deleted = await api.delete(path);
    expect([deleted.status, deleted.body.id]).toEqual([200, id]);
    expectProblem(await api.get(path), 'workflow_not_found');
    expectProblem(await api.delete(path), 'workflow_not_found');
    expectProblem(await api.put(path, {}), 'workflow_not_found');
    expectProblem(await api.patch(path, {}), 'workflow_not_found');
  });

  it('can be deleted while another workflow is in use', async () => {
    const [used, spare] = [await createWorkflow(api), await createWorkflow(api)];
    const config = await createConfig(api);
    await createNumber(api, config.id, { inbound_workflow_id: used.id });
    expect((await api.delete(`${WORKFLOWS}/${spare.id}`)).status).toBe(200);
    expectProblem(await api.delete(`${WORKFLOWS}/${used.id}`), 'workflow_in_use');
  });

  it('show their new name on every number at once', async () => {
    const { id } = await createWorkflow(api, { name: 'Old name' });
    const config = await createConfig(api);
    const number = await createNumber(api, config.id, { inbound_workflow_id: id });
    expect(number.inbound_workflow_name).toBe('Old name');
    await api.put(`${WORKFLOWS}/${id}`, { name: 'New name' });
    const shown = await api.get(`${numbersOf(config.id)}/${number.id}`);
    expect(shown.body).toMatchObject({ inbound_workflow_name: 'New name', version: number.version });
    const listed = await api.get(`${PHONE_NUMBERS}?inbound_workflow_id=${id}`);
    expect(listed.body.phone_numbers).toEqual([shown.body]);
  });

  it('do not look at every item of a list in the place of a target', async () => {
    const answer = await api.post(WORKFLOWS, { name: 'Many', target: Array.from({ length: 50_000 }, () => ({})) });
    expectProblem(answer, 'validation_failed');
    expect(answer.body.errors.length).toBeLessThan(4);
  });
});
