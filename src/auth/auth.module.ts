import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyService } from './api-keys/api-key.service.js';
import { ApiKeyUsage } from './api-keys/api-key-usage.js';
import { ApiKeyVerifier } from './api-keys/api-key-verifier.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { FirstStartService } from './first-start.service.js';
import { ApiKeyGuard } from './guards/api-key.guard.js';
import { Organization } from './organizations/organization.entity.js';
import { OrganizationService } from './organizations/organization.service.js';

/** Organizations, their keys, and the guard that stands before every route. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Organization, ApiKey])],
  controllers: [ApiKeysController],
  providers: [
    OrganizationService,
    ApiKeyService,
    ApiKeyUsage,
    ApiKeyVerifier,
    FirstStartService,
    { provide: APP_GUARD, useClass: ApiKeyGuard },
  ],
  exports: [FirstStartService, OrganizationService],
})
export class AuthModule {}
