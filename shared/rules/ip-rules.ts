/**
 * C8, K14: the addresses that a timeclock may be used from. A rule passes if the address that the server sees or one of the device's own is
 * in the list. Texts that different programs read differently (octal, hexadecimal, short forms) are no addresses here.
 */

export interface IpRules {
  readonly enforced: boolean;
  readonly allowed: readonly string[];
}

export interface KnownAddresses {
  readonly isOnline: boolean;
  /** As the server saw the device last; null when it never said. */
  readonly seenAddress: string | null;
  readonly ownAddresses: readonly string[];
}

export type IpOutcome = 'notEnforced' | 'allowed' | 'notAllowed' | 'unknown';

export interface IpFinding {
  readonly outcome: IpOutcome;
  /** Taken, and to be looked at. */
  readonly isFlagged: boolean;
  readonly isBlocking: boolean;
}

export interface Network {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

const widthOf = { 4: 32, 6: 128 } as const;
const mappedPrefix = 0xffffn;

/**
 * On line without a match nobody punches. Off line the server's view of the device is as old as the last contact: the device's own
 * address alone lets a punch pass unmarked; the last known outcome is recorded.
 * @param networks what `readNetworks` made of the list; an empty one restricts nobody
 */
export function judgeIp(rules: IpRules, networks: readonly Network[], known: KnownAddresses): IpFinding {
  if (!rules.enforced || networks.length === 0) return { outcome: 'notEnforced', isFlagged: false, isBlocking: false };
  const { isOnline, seenAddress, ownAddresses } = known;
  if (ownAddresses.some((address) => isIn(address, networks))) return { outcome: 'allowed', isFlagged: false, isBlocking: false };
  if (seenAddress === null) return { outcome: 'unknown', isFlagged: true, isBlocking: false };
  const isSeenAllowed = isIn(seenAddress, networks);
  return { outcome: isSeenAllowed ? 'allowed' : 'notAllowed', isFlagged: !isOnline || !isSeenAllowed, isBlocking: isOnline && !isSeenAllowed };
}

/** The list's networks, and where it has a text that is none. */
export function readNetworks(allowed: readonly string[]): { readonly networks: readonly Network[]; readonly faultyAt: readonly number[] } {
  const read = allowed.map(readNetwork);
  return { networks: read.filter((network) => network !== null), faultyAt: read.flatMap((network, index) => (network === null ? [index] : [])) };
}

/** An address, alone or with a prefix length; null for anything else. Bits behind the prefix do not matter. */
export function readNetwork(text: string): Network | null {
  const [written = '', prefixText, ...more] = text.split('/');
  const address = readAddress(written);
  if (address === null || more.length > 0) return null;
  const width = written.includes(':') ? widthOf[6] : widthOf[4];
  const prefix = prefixText === undefined ? width : readNumber(prefixText, width);
  if (prefix === null) return null;
  if (address.family === 6 || width === widthOf[4]) return { ...address, prefix };
  // An IPv4 network in its IPv6 form: the 96 bits before it are the form.
  return prefix >= 96 ? { ...address, prefix: prefix - 96 } : { family: 6, bits: (mappedPrefix << 32n) | address.bits, prefix };
}

export function isIn(address: string, networks: readonly Network[]): boolean {
  const read = readAddress(address.replace(/%.*$/, ''));
  return read !== null && networks.some(({ family, bits, prefix }) => family === read.family && (bits ^ read.bits) >> BigInt(widthOf[family] - prefix) === 0n);
}

interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

function readAddress(text: string): Address | null {
  if (!text.includes(':')) {
    const bits = readIpv4(text);
    return bits === null ? null : { family: 4, bits };
  }
  const bits = readIpv6(text);
  if (bits === null) return null;
  return bits >> 32n === mappedPrefix ? { family: 4, bits: bits & 0xffff_ffffn } : { family: 6, bits };
}

function readIpv4(text: string): bigint | null {
  const parts = text.split('.').map((part) => readNumber(part, 255));
  if (parts.length !== 4) return null;
  return joined(parts, 8n);
}

function readIpv6(text: string): bigint | null {
  const halves = withoutIpv4Tail(text)?.split('::') ?? [];
  if (halves.length === 0 || halves.length > 2) return null;
  const [before = [], after = null] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (after === null) return before.length === 8 ? joined(before.map(readGroup), 16n) : null;
  const missing = 8 - before.length - after.length;
  if (missing < 1) return null;
  return joined([...before, ...Array<string>(missing).fill('0'), ...after].map(readGroup), 16n);
}

/** The last 32 bits may be written as an IPv4 address. */
function withoutIpv4Tail(text: string): string | null {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const tail = readIpv4(text.slice(start));
  return tail === null ? null : `${text.slice(0, start)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
}

function readGroup(text: string): number | null {
  return /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : null;
}

/** Decimal, without a leading zero. */
function readNumber(text: string, most: number): number | null {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most ? Number(text) : null;
}

function joined(parts: readonly (number | null)[], width: bigint): bigint | null {
  let bits = 0n;
  for (const part of parts) {
    if (part === null) return null;
    bits = (bits << width) | BigInt(part);
  }
  return bits;
}
