/**
 * What the server is told at its start, parsed once: environment, a JSON file, and what the command line adds. A setting that makes no
 * sense ends the start with one sentence; nothing is guessed.
 */
import { isIP } from 'node:net';
import path from 'node:path';
import { hostOf, parseDatabaseUrl } from './database-target.ts';
import type { DatabaseTarget } from '../database/open.ts';
import { dataRootVariable, readSettings, type ReadText } from './read-settings.ts';
import type { Settings } from './settings.ts';

export const defaultPort = 4780;

/** `certFile` and `keyFile` are PEM files. */
export type TlsFiles = { readonly kind: 'off' } | { readonly kind: 'on'; readonly certFile: string; readonly keyFile: string };

export interface ServerConfig {
  readonly database: DatabaseTarget;
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly tls: TlsFiles;
  /** L2: seed the demo tenant. */
  readonly tenants: 'kept' | 'demo';
  /** Addresses and ranges whose word on a caller's address is taken (X-Forwarded-For); nobody's when empty. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: 'info' | 'warning' | 'error';
  /** C7: whether an address's country is looked up, as a hint. */
  readonly geoip: 'on' | 'off';
  /** Requests to the setup and sign-in routes that one address may send in a minute (A4). */
  readonly setupRequestsPerMinute: number;
  /** Connections at once; beyond it they are closed as they come. */
  readonly mostConnections: number;
  /** How long a server that was told to stop still takes connections, so that whoever watches /readyz turns away first. */
  readonly drainMs: number;
}

export interface ConfigInput {
  readonly environment: NodeJS.ProcessEnv;
  /** The file of --config; null where there was none. */
  readonly configFile: string | null;
  readonly tenants: 'kept' | 'demo';
  /** Folder that relative paths count from. */
  readonly workingDir: string;
  readonly readText: ReadText;
}

interface Refused {
  readonly kind: 'refused';
  readonly sentence: string;
}
export type ConfigOutcome = { readonly kind: 'config'; readonly config: ServerConfig } | Refused;

const refused = (sentence: string): Refused => ({ kind: 'refused', sentence });

/** True for an address that nobody outside of this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** True for a database that lies on this machine. */
function isLocal(database: DatabaseTarget): boolean {
  const host = hostOf(database);
  return host === null || host.startsWith('/') || isLoopback(host);
}

export function readConfig(input: ConfigInput): ConfigOutcome {
  const read = readSettings(input.environment, input.configFile, input.readText);
  if (read.kind === 'refused') return read;
  const { settings } = read;
  const tls = readTls(settings);
  if (tls === null) return refused('ZENTIME_TLS_CERT and ZENTIME_TLS_KEY go together: set both, or neither.');
  const host = settings.host ?? '127.0.0.1';
  const database = readDatabase(settings, input);
  if (database.kind === 'refused') return database;
  const exposed = refuseExposed(host, tls, database.target, input.tenants);
  if (exposed !== null) return exposed;
  return {
    kind: 'config',
    config: {
      database: database.target,
      host,
      port: settings.port ?? defaultPort,
      tls,
      tenants: input.tenants,
      trustedProxies: settings.trustedProxies ?? [],
      logLevel: settings.logLevel ?? 'info',
      geoip: settings.geoip ?? 'on',
      setupRequestsPerMinute: settings.setupPerMinute ?? 300,
      mostConnections: settings.mostConnections ?? 10_000,
      drainMs: (settings.drainSeconds ?? (input.tenants === 'demo' ? 0 : 1)) * 1000,
    },
  };
}

function readTls(settings: Settings): TlsFiles | null {
  const { tlsCert: certFile, tlsKey: keyFile } = settings;
  if (certFile === undefined && keyFile === undefined) return { kind: 'off' };
  return certFile === undefined || keyFile === undefined ? null : { kind: 'on', certFile, keyFile };
}

/** D2, L2: what must not be where others can reach it. */
function refuseExposed(host: string, tls: TlsFiles, database: DatabaseTarget, tenants: 'kept' | 'demo'): Refused | null {
  if (tenants === 'demo' && !isLoopback(host)) return refused(`The demo tenant has public passwords; it is served on loopback only, and ZENTIME_HOST is ${host}.`);
  if (tenants === 'demo' && !isLocal(database)) return refused('The demo tenant has public passwords; it goes into a database on this machine only. Take DATABASE_URL away, or leave the demo out.');
  if (isLoopback(host) || tls.kind === 'on') return null;
  return refused(`ZENTIME_HOST is ${host}, which others can reach: TLS is required there. Set ZENTIME_TLS_CERT and ZENTIME_TLS_KEY, or listen on 127.0.0.1.`);
}

type TargetOutcome = { readonly kind: 'target'; readonly target: DatabaseTarget } | Refused;

function readDatabase(settings: Settings, input: ConfigInput): TargetOutcome {
  const { databaseUrl, databaseUrlFile, dataDir } = settings;
  if (databaseUrl !== undefined && databaseUrlFile !== undefined) return refused('DATABASE_URL and DATABASE_URL_FILE are both set. Take one of them away.');
  const address = databaseUrlFile === undefined ? (databaseUrl ?? null) : (input.readText(databaseUrlFile)?.trim() ?? '');
  if (address === null) return { kind: 'target', target: { kind: 'sqlite', dataDir: path.resolve(input.workingDir, dataDir ?? path.join(input.environment[dataRootVariable] ?? '.data', 'server')) } };
  const target = parseDatabaseUrl(address, input.workingDir);
  const place = databaseUrlFile === undefined ? 'DATABASE_URL' : `DATABASE_URL_FILE (${databaseUrlFile})`;
  if (target === null) return refused(`${place} gives no database address. It must be postgres://USER:PASSWORD@HOST/DATABASE, or file:FOLDER for SQLite; percent-encode what is special in a password.`);
  if (target.kind === 'sqlite' && dataDir !== undefined) return refused(`${place} and ZENTIME_SERVER_DATA_DIR both name a folder. Take one of them away.`);
  return { kind: 'target', target };
}
