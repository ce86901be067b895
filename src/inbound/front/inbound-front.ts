import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { Entry } from '../dispatch/entry.js';
import { InboundDispatcher } from '../dispatch/inbound-dispatcher.js';
import { bodyOf } from './body-of.js';
import { entryOf } from './entry-of.js';
import type { InboundAnswer } from './inbound-answer.js';
import { DENIED } from './inbound-answer.js';

/**
 * Denials leave at whole multiples of this after the request came, milliseconds: how long it took to find out, in
 * memory or in the database, with one key or with two, must not be seen from outside.
 */
const DENIAL_GRID_MS = 25;

const LINGER_MS = 1_000;

/** The carrier gets a second chance at the fallback URL. */
const FAILED: InboundAnswer = { status: 500, contentType: null, body: '' };

/**
 * Where carriers come in. It stands in front of the API on the same server: a call is answered without passing through
 * what the API needs for people.
 */
@Injectable()
export class InboundFront {
  private readonly logger = new Logger(InboundFront.name);

  constructor(private readonly dispatcher: InboundDispatcher) {}

  /** @returns false when the request is for somebody else, and nothing was done with it */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { url: target = '/', method } = request;
    if (method !== 'GET' && method !== 'POST') return false;
    const at = target.indexOf('?');
    const entry = entryOf(at === -1 ? target : target.slice(0, at));
    if (entry === null || (entry.provider !== null && !this.dispatcher.knows(entry.provider))) return false;
    const startedAt = performance.now();
    bodyOf(request, (body) => {
      if (body === null) this.turnAway(request, response, startedAt);
      else this.answer(entry, new InboundRequest(method, target, request.headers, body), response, startedAt);
    });
    return true;
  }

  private answer(entry: Entry, request: InboundRequest, response: ServerResponse, startedAt: number): void {
    const send = (answer: InboundAnswer): void => {
      if (answer === DENIED) this.deny(response, startedAt);
      else write(response, answer);
    };
    const fail = (error: unknown): void => {
      this.logger.error({ provider: entry.provider, ...describeSafely(error) }, 'An inbound request failed');
      write(response, FAILED);
    };
    try {
      const answer = this.dispatcher.dispatch({ entry, request, startedAt });
      if (answer instanceof Promise) answer.then(send).catch(fail);
      else send(answer);
    } catch (error) {
      fail(error);
    }
  }

  /** Who is still sending is listened to for a moment: a connection that is cut takes the answer with it. */
  private turnAway(request: IncomingMessage, response: ServerResponse, startedAt: number): void {
    response.once('finish', () => {
      if (!request.complete) setTimeout(() => request.destroy(), LINGER_MS).unref();
    });
    this.deny(response, startedAt);
  }

  private deny(response: ServerResponse, startedAt: number): void {
    const elapsedMs = performance.now() - startedAt;
    const dueMs = (Math.floor(elapsedMs / DENIAL_GRID_MS) + 1) * DENIAL_GRID_MS;
    setTimeout(() => write(response, DENIED), dueMs - elapsedMs);
  }
}

function write(response: ServerResponse, { status, contentType, body }: InboundAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(contentType === null ? {} : { 'Content-Type': contentType }),
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
