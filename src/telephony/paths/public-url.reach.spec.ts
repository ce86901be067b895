import { randomBytes } from 'node:crypto';
import { answering, inTurn, ScriptedServer } from '../../provider-sync/contract/testing/scripted-server.js';
import type { AppConfig } from '../../config/app-config.js';
import { InstallationMark } from '../../crypto/installation-mark.js';
import { KeyRing } from '../../crypto/key-ring.js';
import type { PublicUrlSighting } from './path-facts.js';
import { PublicUrlReach } from './public-url.reach.js';

const OLD = randomBytes(32);
const NEW = randomBytes(32);

const markOf = (...keys: [Buffer, ...Buffer[]]): InstallationMark =>
  new InstallationMark(new KeyRing({ encryptionKeys: keys } as unknown as AppConfig));

const health = (mark: string) => answering(200, { status: 'ok' }, { [InstallationMark.header]: mark });

let server: ScriptedServer;

beforeEach(async () => {
  server = await new ScriptedServer().open();
});

afterEach(() => server.close());

const tried = (baseUrl = server.url): Promise<PublicUrlSighting> => new PublicUrlReach(markOf(NEW, OLD)).try(baseUrl);

describe('the public URL', () => {
  it.each<[string, () => string]>([
    ['this process', () => markOf(NEW, OLD).value],
    ['a replica that has not the newest key yet', () => markOf(OLD).value],
  ])('leads here when %s answers', async (_what, mark) => {
    server.handler = health(mark());
    expect(await tried()).toEqual({ isReachable: true, reason: null });
    expect(server.seen.map(({ url }) => url)).toEqual(['/healthz']);
  });

  it.each<[string, Parameters<typeof inTurn>[0]]>([
    ['another installation', health(markOf(randomBytes(32)).value)],
    ['something that has no mark', answering(200, { status: 'ok' })],
    ['a gateway that has nothing behind it', answering(502, {}, { [InstallationMark.header]: markOf(NEW).value })],
    ['a redirect', answering(302, {}, { location: 'https://example.net/healthz' })],
  ])('is not us when %s answers', async (_what, handler) => {
    server.handler = handler;
    expect(await tried()).toEqual({ isReachable: false, reason: 'public_url_not_us' });
  });

  it('is unreachable when nothing answers, or nothing that is HTTP', async () => {
    server.handler = (request) => request.socket.destroy();
    expect(await tried()).toEqual({ isReachable: false, reason: 'public_url_unreachable' });
    expect(await tried('http://127.0.0.1:9')).toEqual({ isReachable: false, reason: 'public_url_unreachable' });
  });

  it('is warned of when it is plain http to something else than this machine by its name', async () => {
    server.handler = health(markOf(NEW).value);
    const { port } = new URL(server.url);
    expect(await tried(`http://0.0.0.0:${port}`)).toEqual({ isReachable: true, reason: 'public_url_not_https' });
  });
});
