import { parseSipUri } from './sip-uri.js';

const outcome = (uri: string): string => {
  const result = parseSipUri(uri);
  return result.ok ? result.canonical : result.detail;
};

describe('a SIP URI', () => {
  it.each([
    ['sip:Alice@Example.COM', 'sip:Alice@example.com'],
    ['SIPS:Alice@Example.COM', 'sips:Alice@example.com'],
    ['sip:example.com', 'sip:example.com'],
    ['sip:+1-415@example.com', 'sip:+1-415@example.com'],
    ['sip:a%20b%2Fc@example.com', 'sip:a%20b%2Fc@example.com'],
    ["sip:a_.!~*'()&=+$,;?/-@host", "sip:a_.!~*'()&=+$,;?/-@host"],
    ['sip:bob@localhost', 'sip:bob@localhost'],
    ['sip:bob@Host.com.', 'sip:bob@host.com'],
    ['sip:bob@xn--bcher-kva.example', 'sip:bob@xn--bcher-kva.example'],
    ['sip:bob@192.0.2.1', 'sip:bob@192.0.2.1'],
    [`sip:bob@${'a'.repeat(63)}.com`, `sip:bob@${'a'.repeat(63)}.com`],
  ])('%j becomes %s', (uri, canonical) => {
    expect(outcome(uri)).toBe(canonical);
  });

  it.each([
    ['sip:', 'no host'],
    ['sip:@', 'nothing before the @'],
    ['sip:@host', 'nothing before the @'],
    ['sip:bob@', 'no host'],
    ['sip:bob@:5060', 'no host'],
    ['sip:;transport=udp', 'no host'],
    ['sip:101', 'no valid host'],
    ['sip:bob@host_name', 'no valid host'],
    ['sip:bob@-host.com', 'no valid host'],
    ['sip:bob@host-.com', 'no valid host'],
    ['sip:bob@host..com', 'no valid host'],
    ['sip:bob@host.com..', 'no valid host'],
    ['sip:bob@my host', 'no valid host'],
    ['sip:bob@b\u00fccher.example', 'no valid host'],
    ['sip:bob@999.0.2.1', 'no valid host'],
    ['sip:bob@192.0.2', 'no valid host'],
    ['sip:bob@192.0.2.010', 'no valid host'],
    [`sip:bob@${'a'.repeat(64)}.com`, 'no valid host'],
    [`sip:b@${'a.'.repeat(125)}long`, 'no valid host'],
    ['sip:a@b@host', 'more than one @'],
    ['sip:bob:secret@host', 'a password'],
    ['sip://bob@host', 'no slashes'],
    ['sip:bob smith@host', 'percent-encoded as UTF-8'],
    ['sip: bob@host', 'percent-encoded as UTF-8'],
    ['sip:b\u00f6b@host', 'percent-encoded as UTF-8'],
    ['sip:b%4@host', 'percent-encoded as UTF-8'],
    ['sip:b"b@host', 'percent-encoded as UTF-8'],
    ['sip:b%0d%0Ab@host', 'percent-encoded control'],
    ['sip:bob@host;x=%00', 'percent-encoded control'],
    ['sip:bob@host?Replaces=1', 'headers'],
    ['sip:host?subject=x', 'headers'],
    ['sip:bob@host;lr?subject=x', 'headers'],
  ])('%j is refused: %s', (uri, reason) => {
    expect(parseSipUri(uri)).toMatchObject({ ok: false, code: 'address_not_valid' });
    expect(outcome(uri)).toContain(reason);
  });
});

describe('an IPv6 host', () => {
  it.each([
    ['sip:a@[2001:DB8::1]', 'sip:a@[2001:db8::1]'],
    ['sip:a@[2001:db8:0:0:0:0:0:1]:5060', 'sip:a@[2001:db8::1]'],
    ['sip:[::1]:5070;lr', 'sip:[::1]:5070;lr'],
    ['sip:a@[::ffff:192.0.2.1]', 'sip:a@[::ffff:c000:201]'],
    ['sip:a@[2001:db8::1', 'not an IPv6 address'],
    ['sip:a@[]', 'not an IPv6 address'],
    ['sip:a@[192.0.2.1]', 'not an IPv6 address'],
    ['sip:a@[fe80::1%eth0]', 'not an IPv6 address'],
    ['sip:a@[::1]x', 'not an IPv6 address'],
    ['sip:a@2001:db8::1', 'IPv6 address in brackets'],
  ])('in %j gives %s', (uri, expected) => {
    expect(outcome(uri)).toContain(expected);
  });
});

describe('a port', () => {
  it.each([
    ['sip:a@host:5060', 'sip:a@host'],
    ['sip:a@host:05060', 'sip:a@host'],
    ['sips:a@host:5061', 'sips:a@host'],
    ['sip:a@host:5061', 'sip:a@host:5061'],
    ['sips:a@host:5060', 'sips:a@host:5060'],
    ['sip:a@host:1', 'sip:a@host:1'],
    ['sip:a@host:65535', 'sip:a@host:65535'],
  ])('in %j gives %s', (uri, canonical) => {
    expect(outcome(uri)).toBe(canonical);
  });

  it.each(['', '0', '65536', '99999', '123456', '-1', '5060x', '5 060', '1e3', '5060:5060'])(
    '%j is refused',
    (port) => {
      expect(outcome(`sip:a@host:${port}`)).toContain('no valid port');
    },
  );
});

describe('parameters', () => {
  it.each([
    ['sip:a@host;transport=TLS;LR', 'sip:a@host;lr;transport=tls'],
    ['sip:a@host;Z=Keep;a=1', 'sip:a@host;a=1;z=Keep'],
    ['sip:a@host:5060;Transport=UDP', 'sip:a@host;transport=udp'],
    ['sip:host;user=phone', 'sip:host;user=phone'],
    ['sip:a;tag=1@host;maddr=[::1]', 'sip:a;tag=1@host;maddr=[::1]'],
    ['sip:a@host;x=%41', 'sip:a@host;x=%41'],
    ['sip:a@host;transport', 'sip:a@host;transport'],
  ])('of %j give %s', (uri, canonical) => {
    expect(outcome(uri)).toBe(canonical);
  });

  it.each([';', ';;lr', ';lr;', ';x=', ';=x', ';x=1=2', ';x= 1', ';x=%4', ';x="a"'])('%j are refused', (parameters) => {
    expect(outcome(`sip:a@host${parameters}`)).toContain('not ;name or ;name=value');
  });

  it('may not come twice', () => {
    expect(outcome('sip:a@host;lr;x=1;X=2')).toContain('parameter twice');
  });
});
