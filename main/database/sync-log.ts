/**
 * The sync log: what the daemon and main report, for support (G3). Lines wait in memory and ride along with the next
 * transaction, or go by themselves after a moment: a recovery must not cost a commit a line. A kill may lose the last lines,
 * never a punch.
 */
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface SyncLogLine {
  readonly atMs: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

const insertLine = query<{ atMs: number; level: SyncLogLine['level']; event: string; fields: string }>()(
  build.insertInto('sync_log').values({ at_ms: given<number>('atMs'), level: given<SyncLogLine['level']>('level'), event: given<string>('event'), fields: given<string>('fields') }),
);
const readLatest = query<{ limit: number }>()(build.selectFrom('sync_log').select(['at_ms as atMs', 'level', 'event', 'fields']).orderBy('log_id', 'desc').limit(given<number>('limit')));
const pruneOld = query<{ keep: number }>()(build.deleteFrom('sync_log').where('log_id', '<=', (row) => row.selectFrom('sync_log').select((last) => last(last.fn.max('log_id'), '-', given<number>('keep')).as('limit'))));

/** Lines that are kept; older ones go at night. */
export const keptLogLines = 20_000;
const mostWaiting = 1000;

export class SyncLog {
  readonly #connection: Connection;
  #waiting: SyncLogLine[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Notes a line; never fails. Where nothing can be written for long, the oldest lines give way. */
  append(line: SyncLogLine): void {
    this.#waiting.push(line);
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
  }

  /** Writes what waits, in the caller's transaction or one of its own. Throws what SQLite throws; the lines wait on then. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const lines = [...this.#waiting];
    this.#connection.transaction(() => {
      for (const line of lines) this.#connection.run(insertLine, { atMs: line.atMs, level: line.level, event: line.event, fields: JSON.stringify(line.fields) });
    });
    this.#waiting = this.#waiting.filter((line) => !lines.includes(line));
  }

  /** The latest lines, newest first; `fields` is JSON. */
  latest(limit: number): { atMs: number; level: SyncLogLine['level']; event: string; fields: string }[] {
    this.flush();
    return this.#connection.all(readLatest, { limit });
  }

  prune(): number {
    return this.#connection.run(pruneOld, { keep: keptLogLines });
  }
}
