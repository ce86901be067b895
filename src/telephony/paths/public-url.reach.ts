import { Injectable } from '@nestjs/common';
import { request } from 'undici';
import { InstallationMark } from '../../crypto/installation-mark.js';
import type { PublicUrlSighting } from './path-facts.js';

const TIMEOUT_MS = 5_000;
/** More than a health document has; what is longer is cut off. */
const LONGEST_BODY = 16_384;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Tries from here whether a base URL leads here: something must answer, and it must be this installation. A carrier's
 * own way to it can still be another one, such as past a firewall that lets only us through.
 */
@Injectable()
export class PublicUrlReach {
  constructor(private readonly mark: InstallationMark) {}

  /** Never throws. */
  async try(baseUrl: string): Promise<PublicUrlSighting> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      // A redirect is not followed: most carriers do not follow one either.
      const { statusCode, headers, body } = await request(`${baseUrl}/healthz`, { signal, reset: true });
      await body.dump({ limit: LONGEST_BODY });
      const mark = headers[InstallationMark.header];
      if (statusCode !== 200 || typeof mark !== 'string' || !this.mark.isOurs(mark)) {
        return { isReachable: false, reason: 'public_url_not_us' };
      }
      return { isReachable: true, reason: isSafe(new URL(baseUrl)) ? null : 'public_url_not_https' };
    } catch {
      return { isReachable: false, reason: 'public_url_unreachable' };
    }
  }
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
