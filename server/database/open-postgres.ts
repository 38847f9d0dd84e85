/**
 * PostgreSQL, shared by any number of server processes (I1). Opened in two steps: one patient connection checks the server and
 * migrates (others that start at once wait for it), then the pool that requests use, where everything has its limit.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Client } from 'pg';
import { FreshStatistics } from './fresh-statistics.ts';
import { migrate, readStanding, type Standing } from './migrations.ts';
import { refusalOfPostgresError, type PostgresRefusal } from './postgres-errors.ts';
import { postgresPool } from './postgres-pool.ts';
import type { Db, Schema } from './schema.ts';
import type { ServerDatabase } from './server-database.ts';
import { DatabaseUnavailable } from './unavailable.ts';

export type PostgresRefused = PostgresRefusal | 'badUrl' | 'tooOld' | 'newer' | 'notDurable' | 'wrongEncoding';

/** Of one server process; PostgreSQL allows 100 by default, for all of them. */
const connections = 10;
/** Of a thread that does one thing after the other. */
const connectionsBeside = 2;
const statementTimeoutMs = 20_000;
/** Longer than the deadlock check of PostgreSQL (1 s), shorter than a kiosk's patience. */
const lockTimeoutMs = 10_000;
const oldestVersion = 140_000;

type PostgresOutcome = { readonly kind: 'opened'; readonly database: ServerDatabase } | { readonly kind: PostgresRefused };

/** @param url as in `postgres://user:password@host:5432/database`; never part of an outcome or an error */
export async function openPostgres(url: string): Promise<PostgresOutcome> {
  if (!isReadable(url)) return { kind: 'badUrl' };
  const refused = await prepare(url);
  if (refused !== null) return { kind: refused };
  return { kind: 'opened', database: overPostgres(url, connections) };
}

/** Without a word to the server before the first request. */
export function openPostgresBeside(url: string): ServerDatabase {
  return overPostgres(url, connectionsBeside);
}

function overPostgres(url: string, most: number): ServerDatabase {
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: postgresPool(url, { connections: most, statementTimeoutMs, lockTimeoutMs }) }) });
  const statistics = new FreshStatistics(kysely);
  return {
    reader: kysely,
    transaction: async (work) => {
      const result = await patiently(kysely, work);
      statistics.noteWritten();
      return result;
    },
    whileAnotherWrites: (work) => work(),
    close: async () => {
      await statistics.close();
      await kysely.destroy();
    },
  };
}

/** The driver's own word, because it takes more than URLs do: an address of a socket has no host. Its error would quote the URL. */
function isReadable(url: string): boolean {
  try {
    new Client({ connectionString: url });
    return /^postgres(ql)?:/.test(url);
  } catch {
    return false;
  }
}

async function prepare(url: string): Promise<PostgresRefused | null> {
  const prepared = await overOneConnection(url, migrate);
  return prepared.kind === 'upToDate' ? null : prepared.kind;
}

/** What a start would find there, changing nothing. */
export async function lookAtPostgres(url: string): Promise<Exclude<Standing, { kind: 'newer' }> | { readonly kind: PostgresRefused }> {
  if (!isReadable(url)) return { kind: 'badUrl' };
  return overOneConnection(url, async (db) => {
    const standing = await readStanding(db);
    return standing.kind === 'standing' && standing.missing > 0 && !(await mayMakeTables(db)) ? { kind: 'notWritable' } : standing;
  });
}

async function overOneConnection<T>(url: string, work: (db: Db) => Promise<T>): Promise<T | { readonly kind: PostgresRefused }> {
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: postgresPool(url, { connections: 1, statementTimeoutMs: 0, lockTimeoutMs: 0 }) }) });
  try {
    const refused = await checkServer(kysely);
    return refused === null ? await work(kysely) : { kind: refused };
  } catch (cause) {
    return { kind: refusalOfPostgresError(cause) };
  } finally {
    await kysely.destroy();
  }
}

async function mayMakeTables(db: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean | null }>`select has_schema_privilege(current_schema(), 'create') as may`.execute(db);
  return rows[0]?.may === true;
}

interface ServerFacts {
  readonly version: string;
  readonly encoding: string;
  readonly readonly: string;
  readonly commit: string;
  readonly fsync: string;
}

/** H1: a commit that is confirmed before it is on the disk would lose punches that a kiosk believes stored. */
async function checkServer(db: Db): Promise<PostgresRefused | null> {
  const { rows } = await sql<ServerFacts>`select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
    current_setting('transaction_read_only') as readonly, current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`.execute(db);
  const [facts] = rows;
  if (facts === undefined || Number(facts.version) < oldestVersion) return 'tooOld';
  if (facts.encoding !== 'UTF8') return 'wrongEncoding';
  if (facts.readonly === 'on') return 'notWritable';
  return facts.commit === 'off' || facts.fsync === 'off' ? 'notDurable' : null;
}

const longestPauseMs = 80;
/** What collides for the third time is a defect of the work, not of the moment. */
const mostCollisions = 3;
/** Once this has passed, it is the caller who tries again. */
const patienceMs = 8000;

/** Runs `work` again where others held what it needed: nothing of the attempt before was stored. */
async function patiently<T>(kysely: Kysely<Schema>, work: (db: Db) => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await kysely.transaction().setIsolationLevel('read committed').execute(work);
    } catch (cause) {
      if (!(cause instanceof DatabaseUnavailable)) throw cause;
      if (cause.reason === 'collided' && attempt === mostCollisions) throw cause.cause;
      const isOfTheMoment = cause.reason === 'contended' || cause.reason === 'collided';
      if (!isOfTheMoment || performance.now() - startedMs > patienceMs) throw cause;
    }
    // Those that met do not meet again in step.
    await delay(Math.random() * longestPauseMs * attempt);
  }
}
