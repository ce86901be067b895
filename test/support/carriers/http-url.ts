/** A full http(s) URL with a host, which is what every carrier asks of a webhook. */
export function isHttpUrl(value: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(value) && URL.canParse(value);
}
