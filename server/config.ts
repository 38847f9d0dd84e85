/**
 * What the server is told at its start: environment and command line, parsed once. A setting that makes no sense ends the
 * start with one sentence; nothing is guessed.
 */
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';

export const defaultPort = 4780;

/** `certFile` and `keyFile` are PEM files. */
export type TlsFiles = { readonly kind: 'off' } | { readonly kind: 'on'; readonly certFile: string; readonly keyFile: string };

export interface ServerConfig {
  readonly dataDir: string;
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly tls: TlsFiles;
  /** L2: seed the demo tenant. */
  readonly tenants: 'kept' | 'demo';
  /** Requests to the setup and sign-in routes that one address may send in a minute (A4). */
  readonly setupRequestsPerMinute: number;
}

export type ConfigOutcome = { readonly kind: 'config'; readonly config: ServerConfig } | { readonly kind: 'refused'; readonly sentence: string };

const port = z.coerce.number().int().min(0).max(65_535);
const perMinute = z.coerce.number().int().min(1).max(1_000_000);

/** True for an address that nobody outside of this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function readTls(environment: NodeJS.ProcessEnv): TlsFiles | null {
  const certFile = environment['ZENTIME_TLS_CERT'] ?? '';
  const keyFile = environment['ZENTIME_TLS_KEY'] ?? '';
  if (certFile === '' && keyFile === '') return { kind: 'off' };
  return certFile === '' || keyFile === '' ? null : { kind: 'on', certFile, keyFile };
}

function unknownArgument(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument !== '--demo');
}

/**
 * @param argv arguments after the script's name
 * @param workingDir folder that relative paths count from
 */
export function readConfig(environment: NodeJS.ProcessEnv, argv: readonly string[], workingDir: string): ConfigOutcome {
  const refused = (sentence: string): ConfigOutcome => ({ kind: 'refused', sentence });
  const unknown = unknownArgument(argv);
  if (unknown !== undefined) return refused(`Unknown argument ${JSON.stringify(unknown)}. The server takes --demo alone; everything else comes from the environment.`);
  const portText = environment['ZENTIME_SERVER_PORT'] ?? String(defaultPort);
  const parsedPort = port.safeParse(portText.trim() === '' ? Number.NaN : portText);
  if (!parsedPort.success) return refused(`ZENTIME_SERVER_PORT is ${JSON.stringify(portText)}; it must be a number from 0 to 65535.`);
  const rate = perMinute.safeParse(environment['ZENTIME_SETUP_PER_MINUTE'] ?? 300);
  if (!rate.success) return refused('ZENTIME_SETUP_PER_MINUTE must be a whole number above 0.');
  const tls = readTls(environment);
  if (tls === null) return refused('ZENTIME_TLS_CERT and ZENTIME_TLS_KEY go together: set both, or neither.');
  const host = environment['ZENTIME_HOST'] ?? '127.0.0.1';
  const tenants = argv.includes('--demo') ? 'demo' : 'kept';
  if (!isLoopback(host) && tenants === 'demo') return refused(`The demo tenant has public passwords; it is served on loopback only, and ZENTIME_HOST is ${host}.`);
  if (!isLoopback(host) && tls.kind === 'off') return refused(`ZENTIME_HOST is ${host}, which others can reach: TLS is required there. Set ZENTIME_TLS_CERT and ZENTIME_TLS_KEY, or listen on 127.0.0.1.`);
  const dataDir = path.resolve(workingDir, environment['ZENTIME_SERVER_DATA_DIR'] ?? path.join(environment['ZENTIME_DATA_DIR'] ?? '.data', 'server'));
  return { kind: 'config', config: { dataDir, host, port: parsedPort.data, tls, tenants, setupRequestsPerMinute: rate.data } };
}
