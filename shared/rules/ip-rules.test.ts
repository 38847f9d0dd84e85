import { isIP, BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIn, judgeIp, readNetwork, readNetworks, type IpFinding, type KnownAddresses } from './ip-rules.ts';

const passes = (address: string, ...allowed: string[]): boolean => isIn(address, readNetworks(allowed).networks);

describe('addresses and networks', () => {
  it.each<[string, string, boolean]>([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.8', '203.0.113.7', false],
    ['203.0.113.200', '203.0.113.0/24', true],
    ['203.0.114.1', '203.0.113.0/24', false],
    ['10.200.0.1', '10.1.2.3/8', true],
    ['255.255.255.255', '0.0.0.0/0', true],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['2001:db8::1', '::/0', true],
    ['10.0.0.1', '::/0', false],
    ['2001:db8:ffff::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:DB8::00a', '2001:db8:0:0:0:0:0:a', true],
    ['::ffff:10.0.0.1', '10.0.0.0/8', true],
    ['::ffff:a00:1', '10.0.0.1', true],
    ['10.0.0.1', '::ffff:10.0.0.0/104', true],
    ['11.0.0.1', '::ffff:10.0.0.0/104', false],
    ['10.0.0.1', '::ffff:10.0.0.1', true],
    ['fe80::1%eth0', 'fe80::/10', true],
    ['not an address', '0.0.0.0/0', false],
    ['', '::/0', false],
  ])('C8 %s against %s: %s', (address, allowed, expected) => {
    expect(passes(address, allowed)).toBe(expected);
  });

  it('C8 J3 knows no octal, hexadecimal or short form, and says where one stands', () => {
    const wrong = [
      '010.0.0.1',
      '0x0a.0.0.1',
      '10.1',
      '167772161',
      '10.0.0.1/08',
      '10.0.0.1/0x8',
      '10.0.0.1/33',
      '10.0.0.1/',
      '10.0.0.1/8/8',
      '10.0.0.256',
      ' 10.0.0.1',
      '2001:db8::/129',
      '1::2::3',
      ':::',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      'fe80::1%eth0',
      '::ffff:010.0.0.1',
      '12345::',
      'example.com',
      '',
      '/8',
    ];
    for (const text of wrong) expect(readNetwork(text), text).toBeNull();
    expect(readNetworks(['10.0.0.1', ...wrong]).faultyAt).toEqual(wrong.map((_text, index) => index + 1));
  });

  it('C8 reads exactly what Node reads as an address', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '.', '2') }));
    fc.assert(
      fc.property(text, (address) => {
        expect(readNetwork(address) !== null, address).toBe(isIP(address) !== 0);
      }),
    );
  });

  it('C8 matches as Node matches', () => {
    const near = (base: string, last: number): string => base.replace(/\d+$/, String(last));
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), fc.integer({ min: 0, max: 32 }), (base, last, prefix) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, 'ipv4');
        expect(passes(near(base, last), `${base}/${prefix}`)).toBe(list.check(near(base, last)));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), fc.integer({ min: 1, max: 128 }), (base, other, prefix) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, 'ipv6');
        expect(passes(base, `${base}/${prefix}`)).toBe(true);
        if (!/^0*:.*ffff:/i.test(other)) expect(passes(other, `${base}/${prefix}`)).toBe(list.check(other, 'ipv6'));
      }),
    );
  });
});

describe('IP rules', () => {
  const rules = { enforced: true, allowed: ['203.0.113.0/24', '10.1.0.0/16'] };
  const verdict = (known: Partial<KnownAddresses>, given = rules): IpFinding => judgeIp(given, readNetworks(given.allowed).networks, { isOnline: true, seenAddress: null, ownAddresses: [], ...known });
  const passed: IpFinding = { outcome: 'allowed', isFlagged: false, isBlocking: false };

  it.each<[string, Partial<KnownAddresses>, IpFinding]>([
    ['on line, seen at an allowed address', { seenAddress: '203.0.113.9' }, passed],
    ['on line, by its own address', { seenAddress: '198.51.100.1', ownAddresses: ['192.168.0.1', '10.1.2.3'] }, passed],
    ['on line, without a match', { seenAddress: '198.51.100.1', ownAddresses: ['192.168.0.1'] }, { outcome: 'notAllowed', isFlagged: true, isBlocking: true }],
    ['on line, at a server that does not say', {}, { outcome: 'unknown', isFlagged: true, isBlocking: false }],
    ['off line, by its own address', { isOnline: false, ownAddresses: ['10.1.2.3'] }, passed],
    ['off line, last seen at an allowed address', { isOnline: false, seenAddress: '203.0.113.9' }, { outcome: 'allowed', isFlagged: true, isBlocking: false }],
    ['off line, last seen elsewhere', { isOnline: false, seenAddress: '198.51.100.1' }, { outcome: 'notAllowed', isFlagged: true, isBlocking: false }],
    ['off line, never seen', { isOnline: false, ownAddresses: ['192.168.0.1'] }, { outcome: 'unknown', isFlagged: true, isBlocking: false }],
  ])('C8 K14 %s', (_what, known, expected) => {
    expect(verdict(known)).toEqual(expected);
  });

  it('C8 restricts nobody when not enforced, with an empty list, and with a list without an address', () => {
    for (const given of [
      { enforced: false, allowed: ['203.0.113.0/24'] },
      { enforced: true, allowed: [] },
      { enforced: true, allowed: ['010.0.0.1'] },
    ])
      expect(verdict({ seenAddress: '198.51.100.1' }, given)).toEqual({ outcome: 'notEnforced', isFlagged: false, isBlocking: false });
  });

  it('K14 never turns anybody away off line', () => {
    fc.assert(fc.property(fc.option(fc.ipV4()), fc.array(fc.ipV4()), (seenAddress, ownAddresses) => !verdict({ isOnline: false, seenAddress, ownAddresses }).isBlocking));
  });
});
