/** Where a route lies, and whether it may be asked there: TLS is required except on loopback (D2). */
import { isIP } from 'node:net';
import { apiPrefix } from '../shared/contracts/version.ts';

/** `tlsRequired`: plain HTTP to another machine; `unusable`: not an address of a web server at all. */
export type RouteAddress = { kind: 'usable'; url: URL } | { kind: 'tlsRequired' } | { kind: 'unusable' };

/** The address of `path` (below the API prefix) at `serverUrl`, with `query` attached. */
export function routeAddress(serverUrl: string, path: string, query: ReadonlyMap<string, string>): RouteAddress {
  const base = URL.parse(serverUrl);
  if (base === null || (base.protocol !== 'https:' && base.protocol !== 'http:')) return { kind: 'unusable' };
  if (base.protocol === 'http:' && !isLoopback(base.hostname)) return { kind: 'tlsRequired' };
  const url = new URL(base.pathname.replace(/\/+$/, '') + apiPrefix + path, base.origin);
  for (const [key, value] of query) url.searchParams.set(key, value);
  return { kind: 'usable', url };
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
