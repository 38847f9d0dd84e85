/**
 * A real PostgreSQL for tests (L4): PGBIN, else the newest one installed; in a temporary folder, on a Unix socket alone, as user
 * `postgres` when we are root, with fsync on. Ended by its id; its folder goes with it.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface PostgresServer {
  /** Address of a database on it. */
  urlOf(database: string): string;
  /** Makes a database, empty or as a copy of another. */
  create(database: string, template?: string): Promise<void>;
  drop(database: string): Promise<void>;
  /** Runs statements in a database, as its owner. */
  query(database: string, text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** As a crash, or as an administrator would, and up again. */
  restart(mode: 'immediate' | 'fast'): Promise<void>;
  stop(): Promise<void>;
}

const installedUnder = '/usr/lib/postgresql';

/** The folder of the server's programs; null when there is none. */
export function findPostgres(): string | null {
  const named = process.env['PGBIN'];
  if (named !== undefined && named !== '') return existsSync(path.join(named, 'postgres')) ? named : null;
  if (!existsSync(installedUnder)) return null;
  const versions = readdirSync(installedUnder).toSorted((a, b) => Number(b) - Number(a));
  const newest = versions.find((version) => existsSync(path.join(installedUnder, version, 'bin', 'postgres')));
  return newest === undefined ? null : path.join(installedUnder, newest, 'bin');
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. */
function identity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const numberOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

const readyWithinMs = 30_000;

export interface PostgresOptions {
  /** Of postgresql.conf, beyond the tests' own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf before the one that trusts everybody. */
  readonly accessRules?: readonly string[];
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === null) throw new Error('PostgreSQL is not installed: install it, or name the folder of its programs in PGBIN.');
  const cluster = new Cluster(bin, options.settings ?? {}, options.accessRules ?? []);
  await cluster.start();
  return cluster;
}

class Cluster implements PostgresServer {
  readonly #bin: string;
  readonly #folder: { path: string; remove(): void };
  readonly #settings: Readonly<Record<string, string>>;
  readonly #as: Identity | null;
  #process: ChildProcess | null = null;
  readonly #killWithUs = (): void => void this.#process?.kill('SIGQUIT');

  constructor(bin: string, settings: Readonly<Record<string, string>>, accessRules: readonly string[]) {
    this.#bin = bin;
    this.#settings = settings;
    this.#as = identity();
    this.#folder = makeTemporaryFolder();
    for (const name of ['socket', 'data']) this.#makeFolder(path.join(this.#folder.path, name));
    if (this.#as !== null) chownSync(this.#folder.path, this.#as.uid, this.#as.gid);
    const initdb = ['-D', this.#data, '-U', 'zentime', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
    execFileSync(path.join(bin, 'initdb'), initdb, { ...this.#as, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    writeFileSync(path.join(this.#data, 'pg_hba.conf'), [...accessRules, 'local all all trust', ''].join('\n'));
    process.once('exit', this.#killWithUs);
  }

  get #data(): string {
    return path.join(this.#folder.path, 'data');
  }

  get #socket(): string {
    return path.join(this.#folder.path, 'socket');
  }

  #makeFolder(folder: string): void {
    mkdirSync(folder, { mode: 0o700 });
    if (this.#as !== null) chownSync(folder, this.#as.uid, this.#as.gid);
  }

  async start(): Promise<void> {
    const settings = { listen_addresses: '', unix_socket_directories: this.#socket, fsync: 'on', max_wal_size: '256MB', shared_buffers: '64MB', ...this.#settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#process = spawn(path.join(this.#bin, 'postgres'), ['-D', this.#data, ...flags], { ...this.#as, cwd: '/', stdio: 'ignore' });
    const untilMs = Date.now() + readyWithinMs;
    while (!(await this.#answers())) {
      if (Date.now() > untilMs) throw new Error('PostgreSQL did not come up');
      await delay(50);
    }
  }

  async #answers(): Promise<boolean> {
    return this.query('postgres', 'select 1').then(
      () => true,
      () => false,
    );
  }

  urlOf(database: string): string {
    return `postgres:///${database}?host=${encodeURIComponent(this.#socket)}&user=zentime`;
  }

  async create(database: string, template = 'template0'): Promise<void> {
    await this.query('postgres', `create database ${database} template ${template}`);
  }

  async drop(database: string): Promise<void> {
    await this.query('postgres', `drop database if exists ${database} with (force)`);
  }

  async query(database: string, text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.urlOf(database), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
      return rows;
    } finally {
      await client.end();
    }
  }

  async restart(mode: 'immediate' | 'fast'): Promise<void> {
    await this.#end(mode === 'immediate' ? 'SIGQUIT' : 'SIGINT');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
    process.off('exit', this.#killWithUs);
    this.#folder.remove();
  }

  async #end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    const ended = this.#process;
    if (ended === null || ended.exitCode !== null) return;
    await new Promise((resolve) => {
      ended.once('exit', resolve);
      ended.kill(signal);
    });
    this.#process = null;
  }
}
