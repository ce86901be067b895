import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphanedServer } from './orphaned-server.js';

describe('stopOrphanedServer', () => {
  it('spares a process that merely got the id of the old server, and frees PostgreSQL from it', async () => {
    const cluster = await mkdtemp(join(tmpdir(), 'dialplane-orphan-'));
    const file = join(cluster, 'postmaster.pid');
    await writeFile(file, `${String(process.pid)}\n${cluster}\n1790000000\n20001\n\n127.0.0.1\n  12345  67\nready\n`);
    const lines: string[] = [];
    await stopOrphanedServer(cluster, (line) => lines.push(line));
    expect(lines).toEqual([]);
    expect(await readFile(file, 'utf8')).toMatch(/^2147483647\n.*\n {2}12345 {2}67\nready\n$/s);
    await rm(cluster, { recursive: true });
  });
});
