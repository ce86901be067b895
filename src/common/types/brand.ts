declare const brand: unique symbol;

/** A value of `Base` that only one constructor may make: `OrganizationId` is a number that came from a key, not from a request. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
