import fc from 'fast-check';
import { isNetwork, NetworkList } from './network-list.js';
import { OutboundGuard } from './outbound-guard.js';
import { OutboundRefusal } from './outbound-refusal.js';

const CLOSED = new OutboundGuard([]);

const REFUSED = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '0:0:0:0:0:ffff:0a00:0001',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%lo',
  'ff02::1',
];

const OPEN = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];

describe('an address', () => {
  it.each(REFUSED)('%s is closed to tenants', (address) => {
    expect(CLOSED.isOpen(address)).toBe(false);
  });

  it.each(OPEN)('%s is open to tenants', (address) => {
    expect(CLOSED.isOpen(address)).toBe(true);
  });

  it.each(['', 'example.com', '127.1', '2130706433', '[::1]'])('"%s" is none, and so not open', (text) => {
    expect(CLOSED.isOpen(text)).toBe(false);
  });

  it('is open when the operator opens it, and only then', () => {
    const guard = new OutboundGuard(['10.20.0.0/16', '::1', '192.168.1.5']);
    for (const address of ['10.20.255.1', '::1', '192.168.1.5', '::ffff:10.20.0.1', '1.1.1.1'])
      expect(guard.isOpen(address)).toBe(true);
    for (const address of ['10.21.0.1', '192.168.1.6', '127.0.0.1', '::2']) expect(guard.isOpen(address)).toBe(false);
  });

  it('of any private network is closed in each of its spellings', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const network = fc.constantFrom([10], [127], [169, 254], [192, 168], [172, 20]);
    fc.assert(
      fc.property(network, fc.tuple(byte, byte, byte), (start, rest) => {
        const bytes = [...start, ...rest].slice(0, 4);
        const hex = bytes.map((value) => value.toString(16).padStart(2, '0'));
        const groups = `${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}`;
        for (const address of [bytes.join('.'), `::ffff:${bytes.join('.')}`, `0:0:0:0:0:FFFF:${groups}`])
          expect(CLOSED.isOpen(address)).toBe(false);
      }),
    );
  });
});

describe('a name', () => {
  it('is refused when it resolves to closed addresses only', async () => {
    await expect(CLOSED.addressesOf('localhost')).rejects.toBeInstanceOf(OutboundRefusal);
  });

  it('keeps those of its addresses that are open', async () => {
    const guard = new OutboundGuard([], () =>
      Promise.resolve([
        { address: '10.0.0.1', family: 4 },
        { address: '8.8.8.8', family: 4 },
        { address: '::1', family: 6 },
      ]),
    );
    expect(await guard.addressesOf('pbx.example')).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  it('passes on what the resolver says', async () => {
    const guard = new OutboundGuard([], () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })));
    await expect(guard.addressesOf('nowhere.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('a list of networks', () => {
  it.each(['10.0.0.0/8', '::1', 'fd00::/8', '1.2.3.4', '0.0.0.0/0'])('takes %s', (network) => {
    expect(isNetwork(network)).toBe(true);
    expect(() => new NetworkList([network])).not.toThrow();
  });

  it.each(['', '10.0.0.0/33', '10.0.0/8', '::1/129', 'localhost', '10.0.0.0/8/8', '10.0.0.0/', '1.2.3.4/x'])(
    'refuses "%s"',
    (network) => {
      expect(isNetwork(network)).toBe(false);
      expect(() => new NetworkList([network])).toThrow(TypeError);
    },
  );
});
