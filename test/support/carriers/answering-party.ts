/** Who would answer if somebody called the number now, worked out by the carrier's documented precedence. */
export interface AnsweringParty {
  /** `forward` is a number or SIP address set on the number itself; `none` means that the caller hears a failure. */
  readonly kind: 'url' | 'application' | 'trunk' | 'forward' | 'none';
  /** The application or trunk, or the target of the forward. */
  readonly id?: string;
  readonly url?: string;
  readonly method?: string;
  readonly fallbackUrl?: string;
}
