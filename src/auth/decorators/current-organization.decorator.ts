import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { principalOf } from './current-principal.decorator.js';

/** Injects the `OrganizationId` of the key. */
export const CurrentOrganization = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    principalOf(context.switchToHttp().getRequest<Request>()).organizationId,
);
