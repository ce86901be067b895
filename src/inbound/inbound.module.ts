import { Global, Module } from '@nestjs/common';
import { ConnectionCalls } from '../telephony/connections/connection-calls.port.js';
import { ConnectionCallAnswerer } from './dispatch/connection-call-answerer.js';

/**
 * Inbound calls: verified, routed, answered and remembered. Global because the floor below hands it, through
 * {@link ConnectionCalls}, the calls that come over held connections.
 */
@Global()
@Module({
  controllers: [],
  providers: [{ provide: ConnectionCalls, useClass: ConnectionCallAnswerer }],
  exports: [ConnectionCalls],
})
export class InboundModule {}
