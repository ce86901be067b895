import type { Diagnosis, SuspectedSetting } from './diagnosis.js';
import type { DoctorCase } from './doctor-case.js';
import type { SuspectKey } from './suspect-key.js';
import type { UrlSpelling } from './url-spellings.js';

type Advice = Pick<Diagnosis, 'setting' | 'message'>;

const BASE_KINDS = new Set(['scheme', 'host', 'port', 'prefix']);

/** What the differences between the expected and the signed URL ask for. */
export function adviceOnUrl({ changes, base }: UrlSpelling, subject: DoctorCase): Advice {
  const { displayName, urls } = subject;
  const words = wordsOf(changes);
  const kinds = new Set(changes.map(({ kind }) => kind));
  const also = changes.some(({ kind }) => kind === 'path' || kind === 'query')
    ? ' The rest is changed by a proxy, which has to pass the request line on as it is.'
    : '';
  if (kinds.has('former_base')) {
    return advice(
      'carrier_url',
      `${displayName} still calls the former URL of this service: the request was signed for ${words}. Sync the numbers of the configuration again, so that ${displayName} is told the present URL.${also}`,
    );
  }
  if ([...kinds].some((kind) => BASE_KINDS.has(kind))) {
    const present = urls.publicBaseUrl === null ? 'is not set' : `is ${urls.publicBaseUrl}`;
    return advice(
      'PUBLIC_BASE_URL',
      `${displayName} calls this service at ${base}, but PUBLIC_BASE_URL ${present} (${words}). Set PUBLIC_BASE_URL to ${base} and restart; or, if carriers shall call the present one, sync the numbers of the configuration again.${also}`,
    );
  }
  return advice(
    'proxy',
    `A proxy between ${displayName} and this service changes the request line: signed was ${words}. Let it pass path and query on as they are.`,
  );
}

/** What it means that another secret than the stored one has signed. */
export function adviceOnKey(suspect: SuspectKey, { displayName, secretLabel }: DoctorCase): Advice {
  if (suspect.secret === 'other_configuration') {
    return advice(
      'token',
      `The request is signed with the ${secretLabel} of another configuration, "${suspect.configurationName}" (${suspect.configurationId}). Compare the accounts and the ${secretLabel} of both configurations with the ${displayName} console.`,
    );
  }
  return advice(
    'token',
    `The stored ${secretLabel} has white space or quotation marks around it. Store it again without them.`,
  );
}

/** What it means that a request passes with something of it changed. */
export function adviceOnRequest(words: string, isOfBody: boolean, displayName: string): Advice {
  return isOfBody
    ? advice(
        'body_changed',
        `Something between ${displayName} and this service changes the body: signed was ${words}. Let proxies and firewalls pass bodies and their media type on byte by byte.`,
      )
    : advice(
        'proxy',
        `Something between ${displayName} and this service changes the method, such as a redirect: signed was ${words}. Let ${displayName} call the final URL, without redirects.`,
      );
}

/** @param aheadMs by how much the clock of the signer is ahead of the time at which the request arrived; null when unknown */
export function adviceOnClock(aheadMs: number | null, receivedAt: number, displayName: string): Advice {
  const by =
    aheadMs === null
      ? 'more than the scheme allows'
      : `about ${durationOf(Math.abs(aheadMs))} ${aheadMs < 0 ? 'before' : 'after'} it arrived`;
  return advice(
    'clock',
    `The signature is right, but was made ${by}. It was looked at as of ${new Date(receivedAt).toISOString()}: if that is not when it arrived, give received_at; else set the clock of this machine by NTP. A request that somebody sends again later is refused for this, too. ${displayName} signs with its own clock.`,
  );
}

export function adviceOnAccount(displayName: string): Advice {
  return advice(
    'account',
    `The signature is right, but names another account or application than the configuration. Compare the ids in the configuration with the ${displayName} console.`,
  );
}

export function adviceOnNoSecret({ displayName, secretLabel }: DoctorCase): Advice {
  return advice(
    'token',
    `The configuration has no ${secretLabel}, so none of its webhooks can be verified. Copy it from the ${displayName} console into the configuration.`,
  );
}

/** What else keeps a request from being let in whose signature is right; null when nothing does. */
export function adviceOnReading({ strategy, request, accountId, displayName }: DoctorCase): Advice | null {
  const event = strategy.read(request);
  if (event === null) {
    return advice(
      'body_changed',
      `The signature is right, but the request names no account or no call that can be read, so it is refused. Let proxies pass the body and its media type on as they are. If they do, ${displayName} has sent something that is no webhook of a call.`,
    );
  }
  return event.accountId === accountId ? null : adviceOnAccount(displayName);
}

export const VALID = 'The request passes as it is.';

/** What it means that nothing has passed. */
export function adviceOnNothing({ displayName, secretLabel }: DoctorCase, fault: Diagnosis['fault']): string {
  if (fault === 'signature_missing') {
    return `The request carries no signature. Either ${displayName} has not sent it, or signing is off there, or a proxy takes the header off. If your own calls are refused, let proxies pass all headers on, and switch signing on at ${displayName}.`;
  }
  if (fault === 'signature_malformed') {
    return `The signature is not in the form that ${displayName} documents, so it was not made there, or something on the way has cut it. If your own calls are refused, let proxies pass all headers on as they are.`;
  }
  return `No secret that is known here has signed the request in any spelling of the URL that was tried. Anybody can send such a request; it stays refused. If your own calls are refused, the stored ${secretLabel} is no longer that of the account: copy it again from the ${displayName} console.`;
}

/** In words, for the field that names what is different. */
export function wordsOf(changes: UrlSpelling['changes']): string {
  return changes.length === 0 ? 'the URL as expected' : changes.map(({ words }) => words).join(', ');
}

function durationOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function advice(setting: SuspectedSetting, message: string): Advice {
  return { setting, message };
}
