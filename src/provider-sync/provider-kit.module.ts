import { Global, Module } from '@nestjs/common';
import { OutboundGuard } from '../common/outbound/outbound-guard.js';
import { AppConfig } from '../config/app-config.js';
import { CarrierEndpoints } from './contract/carrier-endpoints.js';
import { CarrierHttp } from './contract/carrier-http.js';
import { ConnectionTimings } from './contract/connection-timings.js';

/** What every provider folder may inject. */
@Global()
@Module({
  providers: [
    CarrierEndpoints,
    CarrierHttp,
    ConnectionTimings,
    {
      provide: OutboundGuard,
      useFactory: ({ outboundAllowCidrs }: AppConfig) => new OutboundGuard(outboundAllowCidrs),
      inject: [AppConfig],
    },
  ],
  exports: [CarrierEndpoints, CarrierHttp, ConnectionTimings, OutboundGuard],
})
export class ProviderKitModule {}
