import type { IncomingHttpHeaders } from 'node:http';

/** One request as it arrived, headers and credentials included: tests read it, the sandbox prints only part of it. */
export interface RecordedRequest {
  /** The carrier's real host that the answering door stands for, such as `api.twilio.com`. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: Date;
  /** Set once the status line has gone out; stays undefined while a request hangs. */
  status: number | undefined;
}
