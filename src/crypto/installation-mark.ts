import { Injectable } from '@nestjs/common';
import { KeyRing } from './key-ring.js';

const SUBJECT = 'installation-mark';

/** Tells this installation from others by its keys: what all of its replicas know and nobody else can make. No secret. */
@Injectable()
export class InstallationMark {
  /** The response header of `/healthz` that carries the mark. */
  static readonly header = 'dialplane-installation';

  constructor(private readonly keys: KeyRing) {}

  /** The mark under the newest key, base64url. */
  get value(): string {
    return this.keys.sign(SUBJECT);
  }

  /** Whether the mark was made with any of our keys: replicas may not have the newest one yet. */
  isOurs(mark: string): boolean {
    return this.keys.verify(SUBJECT, mark);
  }
}
