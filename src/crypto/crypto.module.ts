import { Global, Module } from '@nestjs/common';
import { CursorCodec } from './cursor-codec.js';
import { InstallationMark } from './installation-mark.js';
import { KeyRing } from './key-ring.js';

/** Encryption at rest and signatures under the installation's keys. */
@Global()
@Module({ providers: [KeyRing, CursorCodec, InstallationMark], exports: [KeyRing, CursorCodec, InstallationMark] })
export class CryptoModule {}
