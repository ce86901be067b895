import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ApiKeyVerifier } from '../api-keys/api-key-verifier.js';
import { authenticationRequired, insufficientScope } from '../auth.errors.js';
import { REQUIRED_SCOPE } from '../decorators/authenticated.decorator.js';
import { IS_PUBLIC } from '../decorators/public.decorator.js';
import type { Scope } from '../scope.js';

const BEARER = /^Bearer +(\S+)$/i;

/** The key in the headers; `X-API-Key` wins. */
function presentedKey(request: Request): string | undefined {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  return BEARER.exec(request.headers.authorization ?? '')?.[1];
}

/** Stands before every route. A route that says neither `@Authenticated` nor `@Public` is closed. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: ApiKeyVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets) === true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const key = presentedKey(request);
    if (key === undefined) throw authenticationRequired();
    const principal = await this.verifier.verify(key);
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(REQUIRED_SCOPE, targets);
    if (scope === undefined || !principal.scopes.includes(scope)) throw insufficientScope(scope ?? 'instance');
    request.principal = principal;
    return true;
  }
}
