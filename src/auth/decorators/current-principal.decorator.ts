import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { authenticationRequired } from '../auth.errors.js';
import type { Principal } from '../principal.js';

/** The principal of a request. */
export function principalOf(request: Request): Principal {
  if (!request.principal) throw authenticationRequired();
  return request.principal;
}

/** Injects who asks. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  principalOf(context.switchToHttp().getRequest<Request>()),
);
