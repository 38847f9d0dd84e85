/**
 * Connections to PostgreSQL as Kysely uses them, with what the driver leaves open: time-outs for everything, whole numbers as
 * numbers, texts that come again prepared by name, and errors told apart (postgres-errors.ts). A connection that broke is
 * thrown away when it is given back; the pool makes new ones by itself when the database is there again.
 */
import { Pool, TypeOverrides, types, type PoolClient, type PoolConfig } from 'pg';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { judgePostgresError } from './postgres-errors.ts';
import { PreparedNames } from './prepared-names.ts';

export interface PoolLimits {
  readonly connections: number;
  /** 0 for none. */
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

const connectionTimeoutMs = 5000;
/** A transaction whose process stands still must not hold its locks. */
const idleInTransactionMs = 30_000;
/** After the server's own limit, in case its answer never comes. */
const graceMs = 5000;

export function postgresPool(url: string, limits: PoolLimits): PostgresPool {
  return new GuardedPool({
    connectionString: url,
    application_name: 'zentime-server',
    max: limits.connections,
    connectionTimeoutMillis: connectionTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    lock_timeout: limits.lockTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    ...(limits.statementTimeoutMs === 0 ? {} : { query_timeout: limits.statementTimeoutMs + graceMs }),
    keepAlive: true,
    pipeline: true,
    types: wholeNumbers(),
  });
}

/** int8 as a number, and numeric, as sums of int8 come. */
function wholeNumbers(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, wholeNumber);
  overrides.setTypeParser(types.builtins.NUMERIC, wholeNumber);
  return overrides;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('the database answered a number that is not a safe integer');
  return value;
}

class GuardedPool implements PostgresPool {
  readonly options: object = {};
  readonly #pool: Pool;
  readonly #names = new PreparedNames();
  readonly #clients = new WeakMap<PoolClient, GuardedClient>();

  constructor(config: PoolConfig) {
    this.#pool = new Pool(config);
    // A connection that breaks while nobody uses it, and one that breaks in somebody's hands, who hears it from his query.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => void client.on('error', () => undefined));
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect().catch((cause: unknown) => {
      throw judgePostgresError(cause);
    });
    const known = this.#clients.get(client) ?? new GuardedClient(client, this.#names);
    this.#clients.set(client, known);
    return known;
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

/** Those that Kysely tells apart. */
const commands = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE', 'COMMIT', 'ROLLBACK'] as const;

class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #names: PreparedNames;
  #broken = false;

  constructor(client: PoolClient, names: PreparedNames) {
    this.#client = client;
    this.#names = names;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(text: string | PostgresCursor<R>, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('cursors are not used here');
    return this.#run<R>(text, parameters);
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy === true || this.#broken);
  }

  async #run<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const name = parameters.length === 0 ? null : this.#names.of(text);
    try {
      const { command, rowCount, rows } = await this.#client.query({ text, values: [...parameters], ...(name === null ? {} : { name }) });
      return { command: commands.find((known) => known === command) ?? 'SELECT', rowCount: rowCount ?? 0, rows: rows as R[] };
    } catch (cause) {
      const judged = judgePostgresError(cause);
      if (judged instanceof Error && 'reason' in judged && judged.reason !== 'contended' && judged.reason !== 'collided') this.#broken = true;
      throw judged;
    }
  }
}
