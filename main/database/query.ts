/**
 * Queries are built and typed by Kysely once, when a module loads, and run as prepared statements: building one costs more
 * than a tap may. Values that change from call to call are named parameters.
 */
import { DummyDriver, Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Tables } from './schema.ts';

/** Where every query of this folder begins. It compiles; it cannot run anything. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A parameter that each call gives by this name. */
export function given<T>(name: string): RawBuilder<T> {
  return sql<T>`${sql.raw(`@${name}`)}`;
}

/** A compiled query: `Parameters` go in by name, rows of `Row` come out. */
export interface Query<Parameters extends object, Row> {
  readonly sql: string;
  /** Values that the query was built with. */
  readonly constants: readonly unknown[];
  /** Never there: ties the two types to the query. */
  readonly types?: (parameters: Parameters) => Row;
}

/** Names the parameters of a query: `query<{ id: string }>()(build.selectFrom(…))`. */
export function query<Parameters extends object = object>(): <Row>(builder: { compile(): CompiledQuery<Row> }) => Query<Parameters, Row> {
  return (builder) => {
    const compiled = builder.compile();
    return { sql: compiled.sql, constants: compiled.parameters };
  };
}
