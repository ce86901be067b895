import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowSecretVault } from './signing/workflow-secret-vault.js';
import { WorkflowSecretsController } from './signing/workflow-secrets.controller.js';
import { WorkflowSecretsService } from './signing/workflow-secrets.service.js';
import { Workflow } from './workflow.entity.js';
import { WorkflowService } from './workflow.service.js';
import { WorkflowsController } from './workflows.controller.js';

/** The agents that a number may route to. */
@Module({
  imports: [TypeOrmModule.forFeature([Workflow])],
  controllers: [WorkflowsController, WorkflowSecretsController],
  providers: [WorkflowService, WorkflowSecretVault, WorkflowSecretsService],
  exports: [WorkflowService, WorkflowSecretVault],
})
export class WorkflowsModule {}
