/**
 * PostgreSQL plans by statistics, and a table that grew since they were taken is planned as the small one that it was: an index that
 * holds only the tenant looks as good as the right one, a plan that was kept since the table was empty reads all of it. Autovacuum looks once a minute, in which
 * a fleet that comes back sends everything. So whoever writes looks at the sizes now and then, and asks for an ANALYZE of what has
 * doubled: few times in a table's life, one process at a time, beside all other work (it blocks neither readers nor writers), and plans
 * that were kept are made anew after it. Where it is not allowed (another owner) or fails, autovacuum comes later.
 */
import { sql } from 'kysely';
import type { Db } from './schema.ts';

const lookEveryMs = 250;
/** Smaller ones are read whole in no time, whatever the plan. */
const leastPages = 4;

interface Grown {
  readonly name: string;
  readonly pages: number;
}

export class FreshStatistics {
  readonly #db: Db;
  readonly #monotonicMs: () => number;
  /** Pages of a table when it was last asked for here, so that what is not allowed is not asked for for ever. */
  readonly #askedAt = new Map<string, number>();
  #looking: Promise<void> | null = null;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #state: 'open' | 'closed' = 'open';

  constructor(db: Db, monotonicMs: () => number = () => performance.now()) {
    this.#db = db;
    this.#monotonicMs = monotonicMs;
  }

  /** Call it when something was written; it looks every so often, behind the caller's back. */
  noteWritten(): void {
    if (this.#state === 'closed' || this.#looking !== null || this.#monotonicMs() - this.#lookedMs < lookEveryMs) return;
    this.#looking = this.refresh()
      // Nothing depends on it but speed.
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        this.#lookedMs = this.#monotonicMs();
        this.#looking = null;
      });
  }

  /** Looks at all tables, and has those analysed that have doubled. @returns their names */
  async refresh(): Promise<string[]> {
    const grown = (await listGrown(this.#db)).filter(({ name, pages }) => pages >= 2 * (this.#askedAt.get(name) ?? 0));
    const analysed: string[] = [];
    for (const { name, pages } of grown) {
      this.#askedAt.set(name, pages);
      if ((await analyse(this.#db, name)) === 'asked') analysed.push(name);
    }
    return analysed;
  }

  /** Resolves when it does nothing any more. */
  async close(): Promise<void> {
    this.#state = 'closed';
    await this.#looking;
  }
}

/** `reltuples` is -1 for a table that was never analysed; `relpages` is its size at the last time. */
async function listGrown(db: Db): Promise<Grown[]> {
  const { rows } = await sql<Grown>`
    select * from (
      select c.relname as name, pg_relation_size(c.oid) / current_setting('block_size')::bigint as pages, c.relpages, c.reltuples
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and c.relkind = 'r'
    ) as tables
    where pages >= ${leastPages} and (reltuples < 0 or pages >= 2 * greatest(relpages, ${leastPages}))`.execute(db);
  return rows;
}

/** In a transaction of its own, which holds nothing else: nobody waits for one table while he has another. */
async function analyse(db: Db, table: string): Promise<'asked' | 'somebodyElse'> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${`zentime analyse ${table}`}, 0)) as free`.execute(transaction);
    if (rows[0]?.free !== true) return 'somebodyElse';
    await sql`analyze ${sql.table(table)}`.execute(transaction);
    return 'asked';
  });
}
