import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { DomainError } from '../errors/domain-error.js';

/**
 * Refuses query parameters where a route reads none. Unnoticed, a `?dry_run=true` at a route that does not know it would
 * be done in earnest. Routes that read some refuse the others themselves; the probes take what a load balancer adds.
 */
export class RefuseQueryInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query, path } = context.switchToHttp().getRequest<Request>();
    const [name] = Object.keys(query);
    if (name !== undefined && path.startsWith('/api/') && !readsQuery(context)) {
      throw new DomainError('invalid_parameter', 'This route takes no query parameters. Remove them and ask again.');
    }
    return next.handle();
  }
}

/** Whether a parameter of the handler is bound to the query string; the keys of the metadata are `type:index`. */
function readsQuery(context: ExecutionContext): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ??
    {}) as object;
  return Object.keys(parameters).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
