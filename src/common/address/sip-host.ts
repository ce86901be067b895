import { isIPv4, isIPv6 } from 'node:net';
import { type RefusedAddress, refuse } from './address-result.js';

const LONGEST_NAME = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The canonical form of a SIP URI's host (RFC 3261 §25.1): a lower-case DNS name without the root dot, an IPv4 address, or
 * an IPv6 address in brackets, shortened as RFC 5952 says, so that one host has one spelling.
 */
export function canonicalSipHost(host: string): string | RefusedAddress {
  if (host === '') {
    return refuse('address_not_valid', 'The SIP URI has no host: write it like sip:user@host.');
  }
  if (host.startsWith('[')) {
    return canonicalIpv6(host.endsWith(']') ? host.slice(1, -1) : '');
  }
  if (isIPv4(host)) {
    return host;
  }
  return canonicalName(host.toLowerCase().replace(/\.$/, ''));
}

function canonicalIpv6(address: string): string | RefusedAddress {
  // A zone ("%eth0") means something on one machine only.
  const url = isIPv6(address) && !address.includes('%') ? URL.parse(`http://[${address}]`) : null;
  return (
    url?.hostname ??
    refuse(
      'address_not_valid',
      'The SIP URI has a host in brackets that is not an IPv6 address, such as [2001:db8::1].',
    )
  );
}

function canonicalName(name: string): string | RefusedAddress {
  const labels = name.split('.');
  // A last label that begins with a digit is a mistyped IPv4 address or number; RFC 3261 (`toplabel`) has none.
  const isName = labels.every((label) => LABEL.test(label)) && /^[a-z]/.test(labels.at(-1) ?? '');
  if (isName && name.length <= LONGEST_NAME) {
    return name;
  }
  return refuse(
    'address_not_valid',
    'The SIP URI has no valid host: after the @ write a DNS name (an international one in its xn-- form), an IPv4 address, or ' +
      'an IPv6 address in brackets.',
  );
}
