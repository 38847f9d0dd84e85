/** C8: addresses and networks that an enforced rule can be held against, read as kiosks read them. */
import type { Finding } from './finding.ts';
import { readNetworks, type IpRules } from './ip-rules.ts';

const how = 'write an address such as 203.0.113.7 or 2001:db8::7, or a network such as 203.0.113.0/24';

export function checkIpRules(rules: IpRules): Finding[] {
  if (rules.enforced && rules.allowed.length === 0) return [{ path: 'allowed', message: 'enforced with an empty list nobody could punch: add an address, or switch the enforcement off' }];
  return readNetworks(rules.allowed).faultyAt.map((index) => ({ path: `allowed.${index}`, message: how }));
}
