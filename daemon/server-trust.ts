/**
 * D2: whose certificates count. By default the system's and Node's own roots; where an authority is pinned (a server on premises with a
 * certificate of its own), that one alone, and a server of any other is not ours. A pin that cannot be read trusts nobody: it must
 * not become less safe than it was meant.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type ServerTrust = { readonly kind: 'system' } | { readonly kind: 'pinned'; readonly certificates: readonly string[] } | { readonly kind: 'unusable'; readonly why: string };

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Reads the PEM file that ZENTIME_SERVER_CA names: certificates of authorities, or the server's own where it signed itself. */
export function readServerTrust(environment: Readonly<Record<string, string | undefined>>): ServerTrust {
  const file = environment['ZENTIME_SERVER_CA'];
  if (file === undefined) return { kind: 'system' };
  try {
    const certificates = readFileSync(file, 'utf8').match(certificateBlock) ?? [];
    // Throws where one of them is none.
    const parsed = certificates.map((certificate) => new X509Certificate(certificate));
    return parsed.length === 0 ? { kind: 'unusable', why: 'the file holds no certificate' } : { kind: 'pinned', certificates };
  } catch (error) {
    return { kind: 'unusable', why: error instanceof Error ? error.message : String(error) };
  }
}
