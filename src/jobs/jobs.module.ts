import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobItem } from './job-item.entity.js';
import { JobSweepTask } from './job-sweep.task.js';
import { Job } from './job.entity.js';
import { JobReader } from './job.reader.js';
import { JobStore } from './job.store.js';
import { JobsController } from './jobs.controller.js';

/** Work on many things, and how far it is. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Job, JobItem])],
  controllers: [JobsController],
  providers: [JobReader, JobStore, JobSweepTask],
  exports: [JobStore, JobReader],
})
export class JobsModule {}
