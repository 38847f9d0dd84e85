/** A9, J3: what is wrong with a provisioning file is named with its line, and nothing of what stands in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultOffset } from './json-fault.ts';
import { readProvision, withoutCode } from './read-provision.ts';

const good = {
  serverUrl: 'https://time.example',
  company: 'Northwind Foods',
  alias: 'NWF',
  timeclockId: 1042,
  enrolmentCode: 'SECRET-CODE-1234',
};

/** As people write it: one field a line. */
function file(change: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...good, ...change }, null, 2);
}

function faultsOf(text: string): string[] {
  const outcome = readProvision(text);
  return outcome.kind === 'provision' ? [] : outcome.faults.map(({ reason, path, line, column }) => `${reason} ${path} ${String(line)}:${String(column)}`);
}

describe('a provisioning file', () => {
  it('A9 is taken with all that it may say, also with the mark that Windows editors write first', () => {
    const whole = { ...good, formatVersion: 1, deviceName: 'Gate 2', fixedPosition: { latitude: 41.9, longitude: -87.6 }, caFile: 'ca.pem' };
    expect(readProvision(JSON.stringify(whole))).toEqual({ kind: 'provision', provision: whole });
    expect(readProvision(`\uFEFF${file()}`)).toMatchObject({ kind: 'provision', provision: { timeclockId: 1042 } });
  });

  it.each<[string, string, string[]]>([
    ['cut off', file().slice(0, 60), ['syntax  3:14']],
    ['empty', '', ['syntax  1:1']],
    ['with a comma too many', '{\n  "serverUrl": "https://time.example",\n  "alias": "NWF",,\n}', ['syntax  3:18']],
    ['no JSON at all', 'serverUrl=https://time.example', ['syntax  1:1']],
    ['a list', '[1]', ['notAnObject  1:1']],
    ['of a newer program', file({ formatVersion: 2 }), ['newer formatVersion 7:3']],
    ['without a company', JSON.stringify({ ...good, company: undefined }, null, 2), ['missing company 1:1']],
    ['with an empty alias', file({ alias: '  ' }), ['empty alias 4:3']],
    ['with a number in quotes', file({ timeclockId: '1042' }), ['wrongType timeclockId 5:3']],
    ['with a number that no timeclock has', file({ timeclockId: 0 }), ['outOfRange timeclockId 5:3']],
    ['with a name that is too long', file({ company: 'x'.repeat(201) }), ['tooLong company 3:3']],
    ['with an address that is none', file({ serverUrl: 'time.example' }), ['badAddress serverUrl 2:3']],
    ['with an address without TLS', file({ serverUrl: 'http://time.example' }), ['tlsRequired serverUrl 2:3']],
    ['with a field that is not known', file({ pasword: 'x' }), ['unknownField pasword 7:3']],
    ['with a password', file({ username: 'admin', password: 'hunter2' }), ['unknownField username 7:3', 'unknownField password 8:3']],
    ['with a place off the globe', file({ fixedPosition: { latitude: 91, longitude: 0, height: 2 } }), ['outOfRange fixedPosition.latitude 8:5', 'unknownField fixedPosition.height 10:5']],
    ['with several mistakes', file({ serverUrl: 'ftp://x', alias: 7, timeclockId: null }), ['wrongType alias 4:3', 'wrongType timeclockId 5:3', 'badAddress serverUrl 2:3']],
    ['far too large', `${' '.repeat(70_000)}{}`, ['tooLarge  null:null']],
  ])('A9 J3 %s is refused, each fault with its place', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('A9 J3 the place of a syntax error is where the text stops being JSON, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, cut) => {
        const whole = jsonFaultOffset(text);
        expect(whole).toBe(text.length);
        const part = text.slice(0, cut % (text.length + 1));
        expect(jsonFaultOffset(part)).toBeLessThanOrEqual(part.length);
      }),
    );
  });

  it('A9 J3 whatever is in it, it never throws, and no fault repeats a value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(good), 'other'), fc.anything({ values: [fc.constant('SECRET-CODE-1234'), fc.integer(), fc.constant(null)] })), fc.nat(300), (value, cut) => {
        const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? null : one)).slice(0, cut);
        expect(JSON.stringify(readProvision(text).kind === 'invalid' ? readProvision(text) : null)).not.toContain('SECRET-CODE');
      }),
    );
  });

  it('A9 loses its code and nothing else, and can still be read', () => {
    const left = withoutCode(file({ deviceName: 'Gate 2' }), '2026-11-23T14:00:00.000Z');
    expect(left).not.toContain('SECRET');
    const { enrolmentCode: _code, ...others } = good;
    expect(readProvision(left)).toEqual({ kind: 'provision', provision: { formatVersion: 1, ...others, deviceName: 'Gate 2', usedAt: '2026-11-23T14:00:00.000Z' } });
  });
});
