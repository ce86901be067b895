import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallJournal } from './call-journal.js';
import { CallMetrics } from './call-metrics.js';
import { CallRecorder } from './call-recorder.js';
import { CallRetentionTask } from './call-retention.task.js';
import { CallUsageReader } from './call-usage.reader.js';
import { CallWriter } from './call-writer.js';
import { Call } from './call.entity.js';
import { CallReader } from './call.reader.js';
import { CallsController } from './calls.controller.js';
import { PhoneNumberUsageController } from './phone-number-usage.controller.js';
import { SecretUses } from './secret-uses.js';
import { SpillAdoption } from './spill/spill-adoption.js';
import { SpillReplay } from './spill/spill-replay.js';

/**
 * What is remembered of calls. Not global, and not part of a global module: those end with the application only after
 * the connection pool, which the last records still need.
 */
@Module({
  imports: [TypeOrmModule.forFeature([Call])],
  controllers: [CallsController, PhoneNumberUsageController],
  providers: [
    CallJournal,
    CallMetrics,
    CallReader,
    CallRecorder,
    CallRetentionTask,
    CallUsageReader,
    CallWriter,
    SecretUses,
    SpillAdoption,
    SpillReplay,
  ],
  exports: [CallRecorder, SecretUses],
})
export class CallsModule {}
