/** What {@link OutboundRefusal} is known by where errors of the runtime are told apart. */
export const OUTBOUND_REFUSED = 'OUTBOUND_REFUSED';

/** A connection that was not made, because its address lies in a network that is not open to tenants. Names no address. */
export class OutboundRefusal extends Error {
  readonly code = OUTBOUND_REFUSED;

  constructor() {
    super('The address lies in a network that is not open to tenants');
    this.name = 'OutboundRefusal';
  }
}
