import { Global, Module } from '@nestjs/common';
import { CarrierEndpoints } from './contract/carrier-endpoints.js';
import { CarrierHttp } from './contract/carrier-http.js';

/** What every provider folder may inject. */
@Global()
@Module({ providers: [CarrierEndpoints, CarrierHttp], exports: [CarrierEndpoints, CarrierHttp] })
export class ProviderKitModule {}
