/** Name of the schema that the document builder fills with the union of all providers' credentials. */
export const CONFIG_UNION_NAME = 'TelephonyProviderConfig';

/** Refers to the union; the registry, not this file, knows its members. */
export const CONFIG_UNION = { allOf: [{ $ref: `#/components/schemas/${CONFIG_UNION_NAME}` }] };
