import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = process.cwd();

/** The service, compiled as for production. */
export interface ServiceBuild {
  readonly folder: string;
  readonly main: string;
  remove(): Promise<void>;
}

/** Builds into a folder of its own, because `dist` may be stale, or be built anew while a test runs. Takes a second. */
export async function buildService(): Promise<ServiceBuild> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dialplane-build-')));
  // The user that PostgreSQL runs as when the tests run as root must get through.
  await chmod(folder, 0o711);
  const swc = join(PROJECT, 'node_modules/@swc/cli/bin/swc.js');
  const args = [swc, 'src', '-d', join(folder, 'dist'), '--config-file', '.swcrc', '--strip-leading-paths', '--quiet'];
  await promisify(execFile)(process.execPath, args, { cwd: PROJECT });
  await copyFile(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    main: join(folder, 'dist', 'main.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
