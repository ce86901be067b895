import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InboundWarnings } from '../telephony/configs/inbound-warnings.port.js';
import { ConnectionCalls } from '../telephony/connections/connection-calls.port.js';
import { WorkflowsModule } from '../workflows/workflows.module.js';
import { CallActions } from './answering/call-actions.js';
import { CallAnswerer } from './answering/call-answerer.js';
import { InboundMetrics } from './answering/inbound-metrics.js';
import { StreamTokenSigner } from './answering/stream-token.signer.js';
import { TargetRunner } from './answering/target-runner.js';
import { WorkflowEndpoint } from './answering/workflow-endpoint.js';
import { AssertedNumberReader } from './assertions/asserted-number.reader.js';
import { RouteAssertion } from './assertions/route-assertion.entity.js';
import { RouteAssertionReader } from './assertions/route-assertion.reader.js';
import { RouteAssertionRunner } from './assertions/route-assertion.runner.js';
import { RouteAssertionStore } from './assertions/route-assertion.store.js';
import { RouteAssertions } from './assertions/route-assertions.js';
import { RouteAssertionsController } from './assertions/route-assertions.controller.js';
import { CallsModule } from './calls/calls.module.js';
import { CallProgress } from './dispatch/call-progress.js';
import { InboundDispatcher } from './dispatch/inbound-dispatcher.js';
import { RecentAnswers } from './dispatch/recent-answers.js';
import { RouteFinder } from './dispatch/route-finder.js';
import { DoctorCaseReader } from './doctor/doctor-case.reader.js';
import { SignatureDiagnosesController } from './doctor/signature-diagnoses.controller.js';
import { SignatureDiagnosis } from './doctor/signature-diagnosis.entity.js';
import { SignatureDiagnosisReader } from './doctor/signature-diagnosis.reader.js';
import { SignatureDiagnosisStore } from './doctor/signature-diagnosis.store.js';
import { SignatureDoctor } from './doctor/signature-doctor.js';
import { SignatureFailures } from './doctor/signature-failures.js';
import { SignatureWarnings } from './doctor/signature-warnings.js';
import { ExplainedAccountReader } from './explain/explained-account.reader.js';
import { NearNumbersReader } from './explain/near-numbers.reader.js';
import { RouteExplainer } from './explain/route-explainer.js';
import { RouteExplanationsController } from './explain/route-explanations.controller.js';
import { InboundFront } from './front/inbound-front.js';
import { InboundVerifier } from './verification/inbound-verifier.js';
import { NonceGuard } from './verification/nonce-guard.js';
import { PublicUrls } from './verification/public-urls.js';
import { ConnectionCallAnswerer } from './dispatch/connection-call-answerer.js';
import { DatabaseOutage } from './routing/database-outage.js';
import { RouteCache } from './routing/route-cache.js';
import { RouteClock } from './routing/route-clock.js';
import { RouteListener } from './routing/route-listener.js';
import { RouteLoader } from './routing/route-loader.js';
import { RouteMemory } from './routing/route-memory.js';
import { RouteMetrics } from './routing/route-metrics.js';
import { RouteReader } from './routing/route-reader.js';
import { RouteReads } from './routing/route-reads.js';
import { RouteRefresher } from './routing/route-refresher.js';
import { RouteSnapshot } from './routing/route-snapshot.js';
import { RouteTable } from './routing/route-table.js';
import { RouteWatch } from './routing/route-watch.js';

/**
 * Inbound calls: verified, routed, answered and remembered. Global because the floor below hands it, through
 * {@link ConnectionCalls}, the calls that come over held connections.
 */
@Global()
@Module({
  imports: [CallsModule, WorkflowsModule, TypeOrmModule.forFeature([RouteAssertion, SignatureDiagnosis])],
  controllers: [RouteAssertionsController, RouteExplanationsController, SignatureDiagnosesController],
  providers: [
    DatabaseOutage,
    RouteClock,
    RouteListener,
    RouteLoader,
    RouteMemory,
    RouteMetrics,
    RouteReader,
    RouteReads,
    RouteRefresher,
    RouteSnapshot,
    RouteWatch,
    CallActions,
    CallAnswerer,
    InboundMetrics,
    StreamTokenSigner,
    TargetRunner,
    WorkflowEndpoint,
    CallProgress,
    InboundDispatcher,
    RecentAnswers,
    RouteFinder,
    ExplainedAccountReader,
    NearNumbersReader,
    RouteExplainer,
    AssertedNumberReader,
    RouteAssertionReader,
    RouteAssertionRunner,
    RouteAssertionStore,
    RouteAssertions,
    DoctorCaseReader,
    SignatureDiagnosisReader,
    SignatureDiagnosisStore,
    SignatureDoctor,
    SignatureFailures,
    { provide: InboundWarnings, useClass: SignatureWarnings },
    InboundFront,
    InboundVerifier,
    NonceGuard,
    PublicUrls,
    { provide: ConnectionCalls, useClass: ConnectionCallAnswerer },
    { provide: RouteTable, useClass: RouteCache },
  ],
  exports: [ConnectionCalls, InboundWarnings],
})
export class InboundModule {}
