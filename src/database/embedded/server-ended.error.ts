import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const PORT_TAKEN = /could not create any TCP\/IP sockets|could not bind/;
const HELD_FOR_A_MOMENT = /pre-existing shared memory block|lock file "postmaster\.pid"|the database system is /;

/** The server process ended before it accepted connections. */
export class ServerEndedError extends EmbeddedPostgresError {
  /** Another program listens on the port. */
  readonly isPortTaken: boolean;
  /** The remains of a killed server still hold the cluster; they go away by themselves. */
  readonly isPassing: boolean;

  constructor(reason: string, tail: string) {
    super(`The embedded PostgreSQL ${reason}.${tail === '' ? '' : ` Its last lines:\n${tail}`}`);
    this.isPortTaken = PORT_TAKEN.test(tail);
    this.isPassing = HELD_FOR_A_MOMENT.test(tail);
  }
}
