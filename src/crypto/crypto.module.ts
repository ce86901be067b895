import { Global, Module } from '@nestjs/common';
import { CursorCodec } from './cursor-codec.js';
import { KeyRing } from './key-ring.js';

/** Encryption at rest and signatures under the installation's keys. */
@Global()
@Module({ providers: [KeyRing, CursorCodec], exports: [KeyRing, CursorCodec] })
export class CryptoModule {}
