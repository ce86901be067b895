import { readFile } from 'node:fs/promises';
import { loadEnvironment, VARIABLE_NAMES } from '../../src/config/load-environment.js';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { TestApp } from '../support/test-app.js';

interface Listed {
  name: string;
  value: string;
  hasComment: boolean;
}

/** The variables of `.env.example`, commented out or not; a comment is a line of words before them. */
async function listed(): Promise<Listed[]> {
  const lines = (await readFile('.env.example', 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    const found = /^(?:# ?)?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line);
    if (!found) return [];
    const before = lines
      .slice(0, index)
      .reverse()
      .find((earlier) => !/^(?:# ?)?[A-Z][A-Z0-9_]+=/.test(earlier));
    return [{ name: found[1] ?? '', value: found[2] ?? '', hasComment: /^# \S/.test(before ?? '') }];
  });
}

describe('.env.example', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.stop());

  it('lists every variable of the service and of the providers, and no other', async () => {
    const endpoints = app.app
      .get(ProviderRegistry, { strict: false })
      .all()
      .flatMap(({ metadata }) => metadata.endpoints.map(({ variable }) => variable));
    const names = (await listed()).map(({ name }) => name);
    expect([...names].sort()).toEqual([...VARIABLE_NAMES, ...endpoints].sort());
  });

  it('explains each', async () => {
    expect((await listed()).filter(({ hasComment }) => !hasComment)).toEqual([]);
  });

  it('is a valid environment as it stands', async () => {
    const given = Object.fromEntries((await listed()).map(({ name }) => [name, '']));
    expect(() => loadEnvironment(given)).not.toThrow();
  });
});
