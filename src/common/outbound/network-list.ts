import { BlockList, isIP } from 'node:net';

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;
const LONGEST_PREFIX = { 4: 32, 6: 128 } as const;

function familyOf(address: string): 4 | 6 | null {
  const version = isIP(address);
  return version === 4 || version === 6 ? version : null;
}

/** Whether the text is an IP address or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = familyOf(address);
  if (version === null || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= LONGEST_PREFIX[version]);
}

/** Addresses and networks, asked whether an address is among them. IPv4 written as IPv6 (`::ffff:…`) counts as IPv4. */
export class NetworkList {
  private readonly list = new BlockList();

  /** @throws TypeError for a text that {@link isNetwork} does not take */
  constructor(networks: readonly string[]) {
    for (const network of networks) this.add(network);
  }

  /** False for a text that is no IP address. */
  has(address: string): boolean {
    const version = familyOf(address);
    return version !== null && this.list.check(withoutZone(address), FAMILIES[version]);
  }

  private add(network: string): void {
    const [address = '', prefix] = network.split('/');
    const version = familyOf(address);
    if (version === null || !isNetwork(network)) throw new TypeError(`"${network}" is no address and no network`);
    this.list.addSubnet(address, prefix === undefined ? LONGEST_PREFIX[version] : Number(prefix), FAMILIES[version]);
  }
}

/** `fe80::1%eth0` names an interface of this machine; the list knows addresses only. */
function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
