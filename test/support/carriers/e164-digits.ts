/** Plivo and Vonage write numbers without the plus. */
export function e164Digits(e164: string): string {
  return e164.replace(/^\+/, '');
}
