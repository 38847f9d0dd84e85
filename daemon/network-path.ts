/**
 * G3: the way to the server below HTTP, one step after the other, so that support sees where it ends: the name, the connection, the
 * certificate. Only looks: what is opened is closed again, and no request is sent.
 */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { SelfTestReason } from '../shared/contracts/daemon.ts';
import type { ServerTrust } from './server-trust.ts';
import { trustSystemRoots } from './system-roots.ts';

export interface PathLimits {
  readonly lookupMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
}

export const pathLimits: PathLimits = { lookupMs: 3_000, connectMs: 3_000, tlsMs: 5_000 };

export interface NetworkPath {
  /** Null: it is there. */
  lookUp(host: string): Promise<SelfTestReason | null>;
  connect(host: string, port: number): Promise<SelfTestReason | null>;
  shakeHands(host: string, port: number): Promise<SelfTestReason | null>;
}

export function networkPath(trust: ServerTrust, limits: PathLimits = pathLimits): NetworkPath {
  return {
    lookUp: async (host) => {
      if (isIP(host) !== 0) return null;
      const found = lookup(host).then(
        () => null,
        (error: unknown) => reasonOf(error),
      );
      return within(limits.lookupMs, found);
    },
    connect: (host, port) =>
      within(
        limits.connectMs,
        opened(() => connectTcp({ host, port }), 'connect'),
      ),
    shakeHands: (host, port) => {
      if (trust.kind === 'unusable') return Promise.resolve('certificateNotTrusted');
      if (trust.kind === 'system') trustSystemRoots();
      const ca = trust.kind === 'pinned' ? { ca: [...trust.certificates] } : {};
      const servername = isIP(host) === 0 ? { servername: host } : {};
      return within(
        limits.tlsMs,
        opened((): TLSSocket => connectTls({ host, port, ...servername, ...ca }), 'secureConnect'),
      );
    },
  };
}

/** Where the server is: host and port of its address. */
export function endOfPath(url: URL): { readonly host: string; readonly port: number } {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port) };
}

async function opened(open: () => Socket, event: 'connect' | 'secureConnect'): Promise<SelfTestReason | null> {
  const socket = open();
  return new Promise((resolve) => {
    const end = (reason: SelfTestReason | null): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once(event, () => end(null));
    socket.once('error', (error) => end(reasonOf(error)));
    socket.once('close', () => end('unreachable'));
    // One that never opens is let go by whoever waits; it must not hold the program.
    socket.unref();
  });
}

async function within(ms: number, work: Promise<SelfTestReason | null>): Promise<SelfTestReason | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SelfTestReason>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const foreignCertificate = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/;
const brokenTls = /^(ERR_SSL|EPROTO|ERR_TLS)/;

function reasonOf(error: unknown): SelfTestReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (foreignCertificate.test(code)) return 'certificateNotTrusted';
  if (brokenTls.test(code)) return 'tlsFailed';
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return 'nameUnknown';
    case 'EAI_AGAIN':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
      return 'noNetwork';
    case 'ECONNREFUSED':
      return 'connectionRefused';
    case 'ETIMEDOUT':
      return 'timeout';
    default:
      return 'unreachable';
  }
}
