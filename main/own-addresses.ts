import { networkInterfaces } from 'node:os';

/** K14: the machine's addresses in its networks, loopback left out. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.filter(({ internal }) => !internal).map(({ address }) => address));
}
