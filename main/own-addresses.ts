import { networkInterfaces } from 'node:os';

/** K14: the machine's addresses in its networks; loopback and those of one cable alone are left out. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.filter(({ internal, address }) => !internal && !address.startsWith('fe80:')).map(({ address }) => address));
}
