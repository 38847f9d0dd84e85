/**
 * Companies inspect TLS with certificates of their own, which the operating system knows and Node does not. Costs some
 * 70 ms, so it is done only when a first request over TLS is made.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** From now on Node trusts the operating system's roots as well as its own. */
export function trustSystemRoots(): void {
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
}
