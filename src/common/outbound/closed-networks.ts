/**
 * Networks that a tenant has no business in: what is not globally reachable by the registries of special-purpose
 * addresses, and what hosting companies keep for their machines.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const CLOSED_NETWORKS: readonly string[] = [
  // "This" network, unspecified
  '0.0.0.0/8',
  // Private (RFC 1918)
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  // Carrier-grade NAT; a cloud's metadata are at 100.100.100.200
  '100.64.0.0/10',
  // Loopback
  '127.0.0.0/8',
  // Link-local; the metadata of most clouds are at 169.254.169.254
  '169.254.0.0/16',
  // Protocol assignments, documentation, benchmarks
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // A cloud's agent of its virtual machines, at a public address
  '168.63.129.16',
  // Multicast, reserved, broadcast
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Unspecified, loopback, IPv4-compatible
  '::/96',
  // Translation to IPv4: the address inside could be any of the above
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  // Discard, protocol assignments with Teredo, documentation, segment routing
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  // Unique local; a cloud's metadata are at fd00:ec2::254
  'fc00::/7',
  // Link-local, the former site-local, multicast
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];
