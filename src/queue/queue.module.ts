import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobQueue } from './job-queue.js';
import { QueueRunner } from './queue-runner.js';

/** Work for later, in the same database as everything else. */
@Global()
@Module({ imports: [DiscoveryModule], providers: [JobQueue, QueueRunner], exports: [JobQueue, QueueRunner] })
export class QueueModule {}
