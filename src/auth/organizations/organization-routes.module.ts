import { Module } from '@nestjs/common';
import { OrganizationsController } from './organizations.controller.js';

/**
 * The routes of organizations, apart from the services because of their place: `/organizations/{organization_id}` takes
 * whatever is below `/organizations`, so it has to come after every module that has a path there.
 */
@Module({ controllers: [OrganizationsController] })
export class OrganizationRoutesModule {}
