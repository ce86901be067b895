import { access, chmod, constants, mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataDirectoryLock } from './data-directory-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { ensureDatabase } from './ensure-database.js';
import { hasErrorCode } from './file-system.js';
import { openCluster } from './open-cluster.js';
import type { OpenedCluster } from './open-cluster.js';
import { PostgresBinaries } from './postgres-binaries.js';
import { PostmasterSupervisor, superuserConnection } from './postmaster-supervisor.js';
import { isRoot } from './service-user.js';
import { SUPERUSER } from './superuser.js';

export interface EmbeddedPostgresOptions {
  /** Folder of this instance's data. The cluster is its `postgres`, the superuser's password its `postgres-password`. */
  dataDir: string;
  /** TCP port on 127.0.0.1; any free one when omitted. */
  port?: number;
  /** PostgreSQL settings by name, as in postgresql.conf. Where and how the server listens is not up to them. */
  settings?: Readonly<Record<string, string>>;
  /** Receives every line that PostgreSQL writes and what its supervisor has to say. Nothing goes to the console. */
  onLog?: (line: string) => void;
  /** Where root keeps what the service user must reach when the project or the data lie in a closed folder. */
  sharedDir?: string;
}

/**
 * A PostgreSQL server of our own: the programs come with npm, the files are in the data directory, and the server runs
 * from `start` to `stop`, started again whenever it dies.
 */
export class EmbeddedPostgres {
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly cluster: OpenedCluster,
    private readonly supervisor: PostmasterSupervisor,
    private readonly lock: DataDirectoryLock,
  ) {}

  /**
   * Resolves when the server accepts connections and the database `dialplane` exists.
   * @throws DataDirectoryInUseError when another running process uses the data directory
   * @throws EmbeddedPostgresError with what to do, for everything else that keeps the server from running
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const { settings = {}, onLog = (): void => undefined, sharedDir = '/var/lib/dialplane' } = options;
    const binaries = await PostgresBinaries.locate();
    const dataDir = await prepareDataDirectory(options.dataDir);
    const lock = await DataDirectoryLock.acquire(dataDir);
    let cluster: OpenedCluster | undefined;
    try {
      const isDurable = settings['fsync'] !== 'off';
      cluster = await openCluster({ dataDir, binaries, sharedDir, isDurable, onLog });
      const supervisor = await supervise(cluster, { port: options.port, settings, onLog });
      return new EmbeddedPostgres(cluster, supervisor, lock);
    } catch (error) {
      await cluster?.lock?.release();
      await lock.release();
      throw error;
    }
  }

  /** Whether this start made the cluster, so that it is empty. */
  get wasInitialised(): boolean {
    return this.cluster.wasInitialised;
  }

  /** A URL with the superuser's password in it: a secret. It stays the same until `stop`. */
  connectionUrl(database: string = SUPERUSER): string {
    const { supervisor, cluster } = this;
    const authority = `${SUPERUSER}:${encodeURIComponent(cluster.password)}@127.0.0.1:${String(supervisor.port)}`;
    return `postgres://${authority}/${encodeURIComponent(database)}`;
  }

  /** Stops the server, closing what connections there are, and gives the data directory free. May be called again. */
  async stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<void> {
    await this.supervisor.stop();
    await this.cluster.lock?.release();
    await this.lock.release();
  }
}

async function supervise(
  cluster: OpenedCluster,
  options: {
    port: number | undefined;
    settings: Readonly<Record<string, string>>;
    onLog: (line: string) => void;
  },
): Promise<PostmasterSupervisor> {
  const { directory, user, binaries, password } = cluster;
  const supervisor = await PostmasterSupervisor.start({ cluster: directory, user, binaries, password, ...options });
  try {
    await ensureDatabase(superuserConnection(cluster, supervisor.port), SUPERUSER);
    return supervisor;
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

/** Makes the folder if need be. Others may pass through it as the service user must, but not list it. */
async function prepareDataDirectory(path: string): Promise<string> {
  try {
    const wasMade = (await mkdir(path, { recursive: true })) !== undefined;
    if (wasMade) await chmod(path, isRoot() ? 0o711 : 0o700);
    const directory = await realpath(path);
    await access(directory, constants.W_OK);
    return directory;
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) throw error;
    throw new EmbeddedPostgresError(
      `The data directory ${resolve(path)} cannot be written to. Set DATA_DIR to a folder that this user can write to, ` +
        'or set DATABASE_URL.',
      { cause: error },
    );
  }
}
