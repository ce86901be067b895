import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';
import { LOCATION_OF_ID } from './location.decorator.js';

/** Sends `Location` for created resources; see {@link CreatesAtPath}. */
@Injectable()
export class LocationInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.reflector.get<boolean | undefined>(LOCATION_OF_ID, context.getHandler()) !== true) return next.handle();
    const http = context.switchToHttp();
    const { path } = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'number') {
          response.setHeader('Location', `${path.replace(/\/$/, '')}/${body.id}`);
        }
      }),
    );
  }
}
