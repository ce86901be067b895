import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { InboundAnswer } from '../front/inbound-answer.js';
import { UNTOLD } from '../front/inbound-answer.js';
import type { Awaitable } from '../routing/route-table.js';

/** Carriers repeat themselves within seconds. */
const REMEMBERED_MS = 10 * 60_000;

const MOST_ANSWERS = 20_000;

/** Characters of all answers together: the documents of workflows' endpoints may be large. */
const MOST_TEXT = 32 * 1024 * 1024;

/** The answers of the last minutes: who asks again for the same call is given the same. */
@Injectable()
export class RecentAnswers {
  private readonly answers = new LRUCache<string, Awaitable<InboundAnswer>>({
    max: MOST_ANSWERS,
    maxSize: MOST_TEXT,
    sizeCalculation: (answer) => (answer instanceof Promise ? 1 : answer.body.length + 1),
    ttl: REMEMBERED_MS,
    ttlResolution: 1_000,
  });

  /**
   * An answer that could not be made, or not be told to the carrier, is not remembered: who asks again has another
   * chance.
   * @param call what tells the call from every other; of the account and its owners too
   */
  of(call: string, make: () => Awaitable<InboundAnswer>): Awaitable<InboundAnswer> {
    const known = this.answers.get(call);
    if (known !== undefined) return known;
    const answer = make();
    this.remember(call, answer);
    if (answer instanceof Promise) {
      answer.then(
        (made) => this.remember(call, made),
        () => this.answers.delete(call),
      );
    }
    return answer;
  }

  private remember(call: string, answer: Awaitable<InboundAnswer>): void {
    if (answer === UNTOLD) this.answers.delete(call);
    else this.answers.set(call, answer);
  }
}
