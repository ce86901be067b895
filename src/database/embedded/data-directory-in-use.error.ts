import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** Another running Dialplane holds the data directory. Two servers on one set of files would destroy them. */
export class DataDirectoryInUseError extends EmbeddedPostgresError {
  constructor(
    readonly directory: string,
    /** Process id of the holder, in the holder's own process namespace (a container has its own). */
    readonly ownerPid: number,
  ) {
    super(
      `The data directory ${directory} is in use by another running Dialplane (process ${String(ownerPid)}). ` +
        'Stop that process, or give this one another folder in DATA_DIR, ' +
        'or run PostgreSQL yourself and set DATABASE_URL for both: several replicas need one shared database.',
    );
  }
}
