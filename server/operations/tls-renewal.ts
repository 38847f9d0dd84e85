/**
 * D2: a renewed certificate is taken without a restart. Both files are read every minute, and at once on SIGHUP; what differs from what is in use
 * is taken for new connections, those that are open go on. Files that do not fit (yet: the two are seldom written in one moment) change
 * nothing, and the log says so once.
 */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { ServerLog } from '../log.ts';

/** Older ones are refused. */
export const lowestTls = 'TLSv1.2' as const;
const lookEveryMs = 60_000;

export interface TlsFilePair {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What of an HTTPS server is needed here. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

const isSame = (one: Pair | null, other: Pair): boolean => one !== null && one.cert === other.cert && one.key === other.key;

export class TlsRenewal {
  readonly #files: TlsFilePair;
  readonly #server: SecureServer;
  readonly #log: ServerLog;
  readonly #onSignal = (): void => void this.look();
  #taken: Pair;
  /** What was refused last, so that it is said once. */
  #refused: Pair | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @throws when the files cannot be read: the server has just been made of them */
  constructor(files: TlsFilePair, server: SecureServer, log: ServerLog) {
    this.#files = files;
    this.#server = server;
    this.#log = log;
    this.#taken = read(files);
  }

  start(): void {
    this.#timer ??= setInterval(this.#onSignal, lookEveryMs).unref();
    process.on('SIGHUP', this.#onSignal);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    process.off('SIGHUP', this.#onSignal);
  }

  /** Reads the files, and takes what is new in them. */
  look(): 'unchanged' | 'taken' | 'refused' {
    const pair = this.#tryRead();
    if (isSame(this.#taken, pair)) return 'unchanged';
    try {
      // Checked before the server gets it: a key of another certificate would leave it with neither.
      createSecureContext({ ...pair, minVersion: lowestTls });
      this.#server.setSecureContext({ ...pair, minVersion: lowestTls });
    } catch {
      if (!isSame(this.#refused, pair)) this.#log.log('server.tlsNotRenewed', { certFile: this.#files.certFile, keyFile: this.#files.keyFile });
      this.#refused = pair;
      return 'refused';
    }
    this.#taken = pair;
    this.#refused = null;
    this.#log.log('server.tlsRenewed', { certFile: this.#files.certFile });
    return 'taken';
  }

  /** A file that is gone for the moment reads as an empty one, which is refused. */
  #tryRead(): Pair {
    try {
      return read(this.#files);
    } catch {
      return { cert: '', key: '' };
    }
  }
}

function read({ certFile, keyFile }: TlsFilePair): Pair {
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}
