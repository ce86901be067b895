/**
 * The links of the chain from the carrier to the workflow that depend on settings at the carrier. Each setting that
 * a strategy wants belongs to one, so that a difference can be named by what it breaks.
 */
export type SettingLink =
  /** The number is linked to the application. */
  | 'number_bound_to_application'
  /** URL and method are ours. */
  | 'webhook_is_ours'
  /** No other setting wins over ours. */
  | 'nothing_takes_precedence'
  /** The carrier signs what it sends. */
  | 'signing_is_on'
  /** The carrier lets the number or the application take calls at all. */
  | 'enabled_at_provider';

/** By name of the setting. */
export type SettingLinks = Readonly<Record<string, SettingLink>>;
