/** The links of the chain from the carrier to the workflow, in the order in which they are looked at. */
export const PATH_LINKS = [
  'configuration_active',
  'credentials_work',
  'connection_is_up',
  'number_owned',
  'number_bound_to_application',
  'webhook_is_ours',
  'nothing_takes_precedence',
  'enabled_at_provider',
  'signing_is_on',
  'public_url_reachable',
  'number_active',
  'workflow_active',
] as const;

export type PathLinkName = (typeof PATH_LINKS)[number];

/** `unknown`: nobody has looked, or nobody could. */
export const LINK_STATUSES = ['ok', 'failed', 'unknown'] as const;

export type LinkStatus = (typeof LINK_STATUSES)[number];

export const PATH_VERDICTS = ['rings', 'broken', 'unknown'] as const;

export type PathVerdictName = (typeof PATH_VERDICTS)[number];
