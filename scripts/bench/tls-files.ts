/** A certificate for 127.0.0.1 that lives as long as one run, so that benchmarks speak TLS as a customer's kiosk does. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface TlsFiles {
  /** PEM; also what a client has to trust (NODE_EXTRA_CA_CERTS). */
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes them with the openssl command; null where there is none. */
export function makeTlsFiles(folder: string): TlsFiles | null {
  mkdirSync(folder, { recursive: true });
  const files: TlsFiles = { certFile: join(folder, 'tls-cert.pem'), keyFile: join(folder, 'tls-key.pem') };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.keyFile];
  const made = spawnSync('openssl', ['req', '-x509', ...newKey, '-out', files.certFile, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'], { stdio: 'ignore' });
  return made.status === 0 ? files : null;
}
