/**
 * C7: which country an address is in, as a hint for support and for nothing else. The tables are geoip-lite's, countries alone:
 * that library takes the city tables, 109 MB of memory, whenever it finds them, so it is shown a folder without them. They are read
 * at the first question about a public address, and the library keeps them in memory, so that the folder can go again.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BlockList, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** Two-letter country of an address in text form; null where it is not known, private, or no address. */
export type CountryOf = (address: string) => string | null;

/** Knows no country: for servers that are told to keep the tables out. */
export const noCountry: CountryOf = () => null;

const tables = ['geoip-country.dat', 'geoip-country6.dat'] as const;
const library = z.object({ lookup: z.custom<(address: string) => unknown>((value) => typeof value === 'function') });
const found = z.object({ country: z.string().regex(/^[A-Z]{2}$/) });

/** @param onMissing hears once that the tables cannot be read; from then on no country is known */
export function createCountryOf(onMissing: (cause: unknown) => void): CountryOf {
  let lookup: ((address: string) => unknown) | null = null;
  return (text) => {
    const address = publicAddress(text);
    if (address === null) return null;
    lookup ??= loadLookup(onMissing);
    const answer = found.safeParse(lookup(address));
    return answer.success ? answer.data.country : null;
  };
}

function loadLookup(onMissing: (cause: unknown) => void): (address: string) => unknown {
  try {
    return loadCountryTables();
  } catch (cause) {
    onMissing(cause);
    return noCountry;
  }
}

function loadCountryTables(): (address: string) => unknown {
  const require = createRequire(import.meta.url);
  const shipped = path.join(path.dirname(require.resolve('geoip-lite/package.json')), 'data');
  const folder = mkdtempSync(path.join(tmpdir(), 'zentime-countries-'));
  try {
    for (const table of tables) copyFileSync(path.join(shipped, table), path.join(folder, table));
    // The library looks for this name when it is loaded, and only then.
    Object.assign(globalThis, { geodatadir: folder });
    return library.parse(require('geoip-lite')).lookup;
  } finally {
    Reflect.deleteProperty(globalThis, 'geodatadir');
    rmSync(folder, { recursive: true, force: true });
  }
}

const unrouted = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  unrouted.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  unrouted.addSubnet(network, prefix, 'ipv6');

/** The address without a zone, an IPv4 one out of its IPv6 form; null for one that no country can have. */
function publicAddress(text: string): string | null {
  const address = text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(address);
  if (version === 0 || unrouted.check(address, version === 4 ? 'ipv4' : 'ipv6')) return null;
  return address;
}
