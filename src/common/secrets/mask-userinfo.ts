/** What stands in the place of credentials. */
const MASK = '****';

/** The part of a URL before the host, up to its last `@`. */
const USERINFO = /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:[\\/]{2,})[^\\/?#\s]*@/gi;

/** The password of a SIP URI; the user is a name to call and no secret. */
const SIP_PASSWORD = /(sips?:[^:@/?#\s]+):[^@/?#\s]*@/gi;

/**
 * The text with the credentials of all URLs in it masked: `https://user:pass@host/x` becomes `https://****@host/x`.
 * For showing only: what is compared, hashed or restored is the text itself.
 */
export function maskUserinfo(text: string): string {
  return text.replaceAll(USERINFO, `$1${MASK}@`).replaceAll(SIP_PASSWORD, `$1:${MASK}@`);
}
