import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { AcceptedJobDto } from './accepted-job.dto.js';
import { LOCATION_OF_ID } from './location.decorator.js';

type Fields = Readonly<Record<string, unknown>>;

/** The next page's URL: the request's own, with the cursor of the answer. */
function nextLink(request: Request, cursor: string): string {
  const url = new URL(request.originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/**
 * The headers that follow from a body: `ETag` from the `version` of a resource, to be given back in `If-Match`;
 * `Location` from the `id` of a created one; `Link` (RFC 8288) from the `next_cursor` of a list. A body that tells of a
 * job is sent as 202.
 */
@Injectable()
export class AnswerHeadersInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (typeof body === 'object' && body !== null) this.describe(body, context, request, response);
        return body;
      }),
    );
  }

  private describe(body: object, context: ExecutionContext, request: Request, response: Response): void {
    if (body instanceof AcceptedJobDto) {
      response.status(202).setHeader('Location', `/api/v1/jobs/${body.job_id}`);
      return;
    }
    const { id, version, next_cursor: cursor } = body as Fields;
    if (typeof version === 'number') response.setHeader('ETag', `"${version}"`);
    if (typeof cursor === 'string') response.setHeader('Link', nextLink(request, cursor));
    const isCreation = this.reflector.get<boolean | undefined>(LOCATION_OF_ID, context.getHandler()) === true;
    if (isCreation && typeof id === 'number') {
      response.setHeader('Location', `${request.path.replace(/\/$/, '')}/${id}`);
    }
  }
}
