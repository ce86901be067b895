import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';

/** Adds `Link: <…>; rel="next"` (RFC 8288) to the answers of lists that have a next page. */
@Injectable()
export class LinkHeaderInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (
          typeof body === 'object' &&
          body !== null &&
          'next_cursor' in body &&
          typeof body.next_cursor === 'string'
        ) {
          const url = new URL(request.originalUrl, 'http://localhost');
          url.searchParams.set('cursor', body.next_cursor);
          response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
        }
      }),
    );
  }
}
