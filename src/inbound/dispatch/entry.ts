/** Through which URL a request came. */
export interface Entry {
  /** Null when the URL names none, and the request has to be recognised. */
  provider: string | null;
  /** `answer`: the carrier asks what to do; `fallback`: it asks once more; `status`: it tells. */
  purpose: 'answer' | 'fallback' | 'status';
}
