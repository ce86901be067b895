import type { LookupAddress } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { CLOSED_NETWORKS } from './closed-networks.js';
import { NetworkList } from './network-list.js';
import { OutboundRefusal } from './outbound-refusal.js';

/** All addresses of a host name, in the resolver's order. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Keeps addresses that tenants type from leading into networks that are not theirs. A name is resolved once, and the
 * connection goes to an address that was looked at: a name that answers differently the next time gains nothing.
 */
export class OutboundGuard {
  private readonly closed = new NetworkList(CLOSED_NETWORKS);
  private readonly allowed: NetworkList;

  /** @param allowed addresses and networks that the operator opens to tenants, whatever else is said of them */
  constructor(
    allowed: readonly string[],
    private readonly resolve: Resolve = (hostname) => resolveName(hostname, { all: true, order: 'verbatim' }),
  ) {
    this.allowed = new NetworkList(allowed);
  }

  /** Whether a tenant may have a connection to this IP address. */
  isOpen(address: string): boolean {
    return isIP(address) !== 0 && (this.allowed.has(address) || !this.closed.has(address));
  }

  /**
   * The addresses of a host name that are open to tenants. An IP address stands for itself.
   * @throws OutboundRefusal when there is none, or the resolver's error
   */
  async addressesOf(hostname: string): Promise<LookupAddress[]> {
    const family = isIP(hostname);
    const found = family === 0 ? await this.resolve(hostname) : [{ address: hostname, family }];
    const open = found.filter(({ address }) => this.isOpen(address));
    if (open.length === 0) throw new OutboundRefusal();
    return open;
  }

  /** Stands in the place of the resolver of a socket. It is not asked for IP addresses, which must be looked at before. */
  readonly lookup: LookupFunction = (hostname, { all }, callback) => {
    this.addressesOf(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
