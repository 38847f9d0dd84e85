/** What a start would find, without changing anything: nothing is made, nothing brought up to date. */
import { lookAtSqlite } from './look-at-sqlite.ts';
import type { DatabaseTarget, OpenRefused } from './open.ts';
import { lookAtPostgres } from './open-postgres.ts';

export type LookOutcome = { readonly kind: 'usable'; readonly missing: number } | { readonly kind: 'notThere' } | { readonly kind: OpenRefused };

/** `notThere`: a start would make it. `missing`: how many migrations a start would run. */
export async function lookAtDatabase(target: DatabaseTarget): Promise<LookOutcome> {
  const found = await (target.kind === 'sqlite' ? lookAtSqlite(target.dataDir) : lookAtPostgres(target.url));
  if (found.kind !== 'standing') return found;
  return found.applied === 0 ? { kind: 'notThere' } : { kind: 'usable', missing: found.missing };
}
