import { Injectable } from '@nestjs/common';
import type { CallNews, CallRecord } from './call-record.js';

/** Remembers calls. Its methods return at once. */
@Injectable()
export class CallRecorder {
  /** A call that was answered or refused. The same call told again counts once. */
  record(_call: CallRecord): void {
    throw new Error('not built yet');
  }

  /** What became of it. */
  news(_news: CallNews): void {
    throw new Error('not built yet');
  }
}
