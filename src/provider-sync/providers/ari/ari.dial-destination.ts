import type { DialAction } from '../../contract/inbound/call-action.js';
import { ProviderError } from '../../contract/provider-error.js';

/** The context of extensions.conf that says how the PBX calls out; made by its administrator. */
export const DIAL_CONTEXT = 'dialplane-dial';

/** The extension that is called for SIP URIs, which cannot be extensions themselves. */
const SIP_EXTENSION = 'sip';

/** What Dial() takes for the end of an address, or a variable for the begin of another. */
const TAKEN_APART = /[,&|"\\${}]/;

/** Where a call is forwarded to, in the terms of the PBX's dialplan. */
export interface DialDestination {
  extension: string;
  /** The number that was called, where it is none of a SIP URI. */
  callerId: string | null;
  /** Read by the dialplan. */
  variables: Readonly<Record<string, string>>;
}

/** @throws ProviderError when the dialplan could not be told */
export function dialDestination({ to, calledAddress }: DialAction): DialDestination {
  const isUri = /^sips?:/.test(to);
  if (isUri && TAKEN_APART.test(to)) {
    const message =
      'Asterisk would take this SIP URI apart. Forward to one without the characters , & | " \\ $ { and }.';
    throw new ProviderError('provider_refused', message, { cause: new Error('URI_NOT_DIALABLE') });
  }
  return {
    extension: isUri ? SIP_EXTENSION : to,
    callerId: /^sips?:/.test(calledAddress) ? null : calledAddress,
    variables: { DIALPLANE_TO: to },
  };
}
