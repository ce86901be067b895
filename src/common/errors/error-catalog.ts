/**
 * Every error code of the API with its HTTP status and title. Codes are stable: clients branch on them, so a code is
 * never renamed and never changes its meaning.
 */
export const ERROR_CATALOG = {
  // The request itself
  malformed_json: { status: 400, title: 'Malformed JSON' },
  invalid_parameter: { status: 400, title: 'Invalid parameter' },
  invalid_cursor: { status: 400, title: 'Invalid cursor' },
  body_too_large: { status: 413, title: 'Body too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  validation_failed: { status: 422, title: 'Validation failed' },
  route_not_found: { status: 404, title: 'Route not found' },

  // Who asks
  authentication_required: { status: 401, title: 'Authentication required' },
  invalid_api_key: { status: 401, title: 'Invalid API key' },
  insufficient_scope: { status: 403, title: 'Insufficient scope' },
  scope_not_grantable: { status: 403, title: 'Scope not grantable' },

  // What is asked for
  organization_not_found: { status: 404, title: 'Organization not found' },
  api_key_not_found: { status: 404, title: 'API key not found' },
  workflow_not_found: { status: 404, title: 'Workflow not found' },
  telephony_config_not_found: { status: 404, title: 'Telephony configuration not found' },
  call_not_found: { status: 404, title: 'Call not found' },
  job_not_found: { status: 404, title: 'Job not found' },
  orphan_not_found: { status: 404, title: 'Orphan not found' },
  route_assertion_not_found: { status: 404, title: 'Route assertion not found' },
  trunk_not_found: { status: 404, title: 'Trunk not found' },
  phone_number_not_found: { status: 404, title: 'Phone number not found' },

  // Preconditions and repetition
  version_mismatch: { status: 412, title: 'Version mismatch' },
  idempotency_key_reused: { status: 422, title: 'Idempotency key reused' },
  idempotency_key_in_flight: { status: 409, title: 'Idempotency key in flight' },

  // Telephony configurations
  config_name_taken: { status: 409, title: 'Configuration name taken' },
  config_in_use: { status: 409, title: 'Configuration in use' },
  provider_unknown: { status: 422, title: 'Unknown provider' },
  provider_immutable: { status: 400, title: 'Provider is immutable' },
  masked_value_stale: { status: 422, title: 'Masked value is stale' },

  credentials_rejected: { status: 422, title: 'Credentials rejected' },
  secondary_secret_not_supported: { status: 400, title: 'Secondary secret not supported' },
  secondary_secret_missing: { status: 409, title: 'No secondary secret' },
  secondary_secret_present: { status: 409, title: 'Secondary secret present' },
  secret_in_use: { status: 409, title: 'Secret in use' },
  signature_not_supported: { status: 400, title: 'No signatures' },

  // Reconciling, inventory, import
  config_inactive: { status: 409, title: 'Configuration inactive' },
  public_base_url_missing: { status: 409, title: 'Public base URL missing' },
  inventory_not_supported: { status: 400, title: 'Inventory not supported' },
  plan_outdated: { status: 412, title: 'Plan outdated' },
  job_in_progress: { status: 409, title: 'Job in progress' },
  orphan_without_account: { status: 409, title: 'Orphan without an account' },

  // Trunks
  trunk_name_taken: { status: 409, title: 'Trunk name taken' },
  trunk_in_use: { status: 409, title: 'Trunk in use' },

  // Route assertions
  route_assertion_failed: { status: 409, title: 'Route assertion failed' },
  route_assertion_exists: { status: 409, title: 'Route assertion exists' },

  // Caller ids
  no_caller_id: { status: 409, title: 'No caller id' },

  // Workflows
  workflow_in_use: { status: 409, title: 'Workflow in use' },

  // Phone numbers
  phone_number_taken: { status: 409, title: 'Phone number taken' },
  address_empty: { status: 422, title: 'Address is empty' },
  address_not_valid: { status: 422, title: 'Address is not valid' },
  address_type_not_supported: { status: 422, title: 'Address type not supported' },
  address_immutable: { status: 422, title: 'Address is immutable' },
  country_code_required: { status: 422, title: 'Country code required' },
  country_code_not_valid: { status: 422, title: 'Country code is not valid' },
  trunks_not_supported: { status: 400, title: 'Trunks not supported' },
  sync_in_progress: { status: 409, title: 'Sync in progress' },

  // The carrier
  not_owned_at_provider: { status: 400, title: 'Number not owned at the provider' },
  provider_unauthorized: { status: 502, title: 'The provider refused the credentials' },
  provider_rate_limited: { status: 502, title: 'The provider is limiting requests' },
  provider_refused: { status: 502, title: 'The provider refused the request' },
  provider_unreachable: { status: 502, title: 'The provider could not be reached' },
  provider_invalid_response: { status: 502, title: 'The provider answered something unreadable' },
  provider_detach_failed: { status: 502, title: 'The provider kept the number attached' },

  // Ourselves
  internal_error: { status: 500, title: 'Internal error' },
  database_unavailable: { status: 503, title: 'Database unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERROR_CATALOG;
