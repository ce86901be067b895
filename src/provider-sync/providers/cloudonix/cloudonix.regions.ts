/** Where SIP traffic reaches Cloudonix, and where its own comes from. */
export interface CloudonixRegion {
  name: string;
  /** Hostnames for SIP are `<uuid of the domain>.<suffix>`. */
  suffix: string;
  /** UDP and TCP. */
  sipPort: number;
  tlsPort: number;
  /** Address of the border: calls come from it, and outbound trunks go over it. */
  edgeIp: string;
}

export const CLOUDONIX_REGIONS: readonly CloudonixRegion[] = [
  { name: 'India', suffix: 'in.dimi.tel', sipPort: 9060, tlsPort: 9443, edgeIp: '128.199.27.19' },
  { name: 'UAE', suffix: 'uae.dimi.tel', sipPort: 9081, tlsPort: 9443, edgeIp: '20.233.60.70' },
  { name: 'Global', suffix: 'sip.cloudonix.net', sipPort: 5060, tlsPort: 443, edgeIp: '18.219.128.166' },
];

/** The region of that name in any case, or undefined. */
export function regionNamed(name: string): CloudonixRegion | undefined {
  return CLOUDONIX_REGIONS.find((region) => region.name.toLowerCase() === name.trim().toLowerCase());
}
