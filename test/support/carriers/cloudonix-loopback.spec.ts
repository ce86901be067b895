import { CloudonixLoopback } from './cloudonix-loopback.js';

const DOMAIN = 'test.cloudonix.net';
const OWN = `/customers/self/domains/${DOMAIN}`;
const DNIDS = `/domains/${DOMAIN}/dnids`;
const NUMBER = '+12025550141';

describe('CloudonixLoopback', () => {
  let cloudonix: CloudonixLoopback;

  beforeEach(async () => {
    cloudonix = await new CloudonixLoopback().listen();
    cloudonix.addDomain({ name: DOMAIN, apiKey: 'key' });
    cloudonix.addApplication(DOMAIN, { name: 'ivr', url: 'https://ivr.example.com/' });
    cloudonix.addDnid(DOMAIN, 'ivr', { source: NUMBER });
  });

  afterEach(() => cloudonix.close());

  const send = (method: string, path: string, body?: unknown, key = 'key'): Promise<Response> =>
    fetch(cloudonix.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('keeps domains and keys apart', async () => {
    cloudonix.addDomain({ name: 'other.cloudonix.net', apiKey: 'other' });
    expect((await send('GET', OWN, undefined, 'wrong')).status).toBe(401);
    expect((await send('GET', OWN, undefined, 'other')).status).toBe(404);
    expect(await (await send('GET', OWN)).json()).toMatchObject({
      domain: DOMAIN,
      application: { name: 'call-routing' },
    });
  });

  it.each([
    ['PUT', `${OWN}/applications/ivr`, { url: 'https://a.example/' }, 405],
    ['PATCH', `${OWN}/applications/ivr`, { name: 'other' }, 400],
    ['PATCH', `${OWN}/applications/ivr`, { url: 'ftp://a.example/' }, 400],
    ['PATCH', `${OWN}/applications/none`, {}, 404],
    ['POST', `${OWN}/applications`, { name: 'ivr', url: 'https://a.example/' }, 409],
    ['POST', DNIDS, { source: '1' }, 405],
    ['POST', `${OWN}/applications/ivr/dnids`, { source: NUMBER }, 409],
    ['POST', `${OWN}/applications/ivr/dnids`, { source: '1', active: false }, 400],
    ['PATCH', `${DNIDS}/1004`, { 'voice-application': 'none' }, 400],
    ['GET', `${DNIDS}?page=2`, undefined, 400],
    ['POST', `/domains/${DOMAIN}/trunks`, { name: 'a', port: '5060' }, 400],
    ['POST', `/domains/${DOMAIN}/trunks`, { name: 'a', direction: 'sideways' }, 400],
  ])('%s %s with %j is %i', async (method, path, body, status) => {
    expect((await send(method, path, body)).status).toBe(status);
  });

  it('moves and switches off a DNID by an update that leaves the rest as it is', async () => {
    const former = cloudonix.dnid(NUMBER);
    const answer = await send('PATCH', `${DNIDS}/${former.id}`, { 'voice-application': 'blackhole' });
    expect(answer.status).toBe(200);
    const { id } = cloudonix.application(DOMAIN, 'blackhole');
    expect(cloudonix.dnid(NUMBER)).toEqual({ ...former, applicationId: id });
  });

  it('answers by the DNID, or by the default application when it is switched off', () => {
    expect(cloudonix.whoAnswers(NUMBER)).toEqual({
      kind: 'application',
      id: 'ivr',
      url: 'https://ivr.example.com/',
      method: 'GET',
    });
    cloudonix.editDnid(NUMBER, { active: false });
    expect(cloudonix.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('deletes DNIDs with their application, and no default application', async () => {
    expect((await send('DELETE', `${OWN}/applications/call-routing`)).status).toBe(409);
    expect((await send('DELETE', `${OWN}/applications/ivr`)).status).toBe(204);
    expect(cloudonix.dnids(DOMAIN)).toEqual([]);
  });

  it('lists numbers, and no patterns or extensions', () => {
    cloudonix.addDnid(DOMAIN, 'ivr', { source: '4420', prefix: true });
    cloudonix.addDnid(DOMAIN, 'ivr', { source: 'reception' });
    cloudonix.addDnid(DOMAIN, 'ivr', { source: '442079460101' });
    expect(cloudonix.listNumbers()).toEqual([NUMBER, '+442079460101']);
  });
});
