/** C8: addresses and networks that an enforced rule can be held against. Octal and hexadecimal forms are read differently by different programs: they are refused. */
import { isIP } from 'node:net';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { Finding } from './finding.ts';

const how = 'write an address such as 203.0.113.7 or 2001:db8::7, or a network such as 203.0.113.0/24';

export function checkIpRules(rules: TimeclockProperties['ipRules']): Finding[] {
  if (rules.enforced && rules.allowed.length === 0) return [{ path: 'allowed', message: 'enforced with an empty list nobody could punch: add an address, or switch the enforcement off' }];
  return rules.allowed.flatMap((text, index) => (isAddressOrNetwork(text) ? [] : [{ path: `allowed.${index}`, message: how }]));
}

/** True for an IPv4 or IPv6 address, alone or with a prefix length. No zone, no leading zeros, no other notation. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  if (more.length > 0 || address.includes('%')) return false;
  const version = isIP(address);
  if (version === 0) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}
