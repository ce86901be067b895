import { setTimeout as sleep } from 'node:timers/promises';
import { PATH_LINKS } from '../../src/telephony/paths/path-link-name.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { PATH_BREAKS } from '../support/path-breaks.js';
import { PathSubject } from '../support/path-subject.js';
import { providerNames } from '../support/provider-names.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import { TestApp } from '../support/test-app.js';

/** More than the longest chain of repairs: a removed application, a new one, a number that is synced meanwhile. */
const MOST_REPAIRS = 30;

const PROVIDERS = await providerNames();

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;
let door: SeverableProxy;

beforeAll(async () => {
  sandbox = await startSandbox();
  // The public URL leads through a door that is there before the application is.
  door = await SeverableProxy.before('http://127.0.0.1:9');
  app = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: door.url.replace(/\/$/, '') });
  door.leadTo(app.baseUrl);
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await door.sever();
  await sandbox.close();
});

/** Does what the first failure says until the number rings; what is not a request to the API must be done already. */
async function followRepairs(subject: PathSubject): Promise<ApiResponse['body']> {
  for (let repairs = 0; ; repairs += 1) {
    const verdict = await subject.check();
    if (verdict.verdict === 'rings' || repairs === MOST_REPAIRS) return verdict;
    const { repair } = verdict.links.find(({ link }: { link: string }) => link === verdict.first_failure) ?? {};
    if (repair?.method === 'POST' || repair?.body)
      await api.send(repair.method, repair.path, repair.body ?? undefined, {});
    // What this service does by itself takes a moment.
    if (repairs > 0) await sleep(100);
  }
}

describe.each(PROVIDERS)('a %s number', (provider) => {
  const open = (): Promise<PathSubject> =>
    PathSubject.open(app, api, { door, account: openAccount(sandbox, provider) });

  it('has a link for every setting that is written for it', async () => {
    const subject = await open();
    const { sync, application } = subject.provider;
    const made = Object.values({ ...sync.links, ...application?.links });
    const { links } = await subject.check();
    expect(links.map(({ link }: { link: string }) => link)).toEqual(expect.arrayContaining(made));
  });

  it.each(PATH_LINKS)('names %s when that is what fails, and rings again when it is repaired', async (link) => {
    const subject = await open();
    const healthy = await subject.check();
    expect(healthy).toMatchObject({ verdict: 'rings', first_failure: null });
    if (!healthy.links.some((present: { link: string }) => present.link === link)) return;
    const breaks = await PATH_BREAKS[link](subject);
    expect(breaks).not.toEqual([]);
    for (const { what, reason, begin, end } of breaks) {
      await begin();
      const broken = await subject.check();
      const failure = broken.links.find((present: { link: string }) => present.link === broken.first_failure);
      expect({ what, ...broken, failure }).toMatchObject({
        what,
        verdict: 'broken',
        first_failure: link,
        failure: { link, status: 'failed', reason, repair: { title: expect.any(String) } },
      });
      expect((await subject.stored()).first_failure).toBe(link);
      await end?.();
      expect({ what, ...(await followRepairs(subject)) }).toMatchObject({
        what,
        verdict: 'rings',
        first_failure: null,
      });
    }
  });
});
