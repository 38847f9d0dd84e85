/**
 * The sync log: what the daemon and main report, for support (G3). Lines wait in memory and ride along with the next
 * transaction, or go by themselves after a moment: a recovery must not cost a commit a line. A kill may lose the last lines,
 * never a punch. Lines of one sync bear its number.
 */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface SyncLogLine {
  readonly atMs: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

interface WaitingLine extends SyncLogLine {
  readonly session: number | null;
}

/** A line as it is stored; `fields` is JSON. */
export interface StoredLogLine {
  readonly logId: number;
  readonly atMs: number;
  readonly level: SyncLogLine['level'];
  readonly event: string;
  readonly fields: string;
  readonly session: number | null;
}

/** Which lines; null takes all. `text` is looked for in names and fields, whatever its case. */
export interface LogFilter {
  readonly level: SyncLogLine['level'] | null;
  readonly session: number | null;
  readonly text: string | null;
  readonly limit: number;
}

const insertLine = query<{ atMs: number; level: SyncLogLine['level']; event: string; fields: string; session: number | null }>()(
  build.insertInto('sync_log').values({ at_ms: given<number>('atMs'), level: given<SyncLogLine['level']>('level'), event: given<string>('event'), fields: given<string>('fields'), session: given<number | null>('session') }),
);
const columns = build.selectFrom('sync_log').select(['log_id as logId', 'at_ms as atMs', 'level', 'event', 'fields', 'session']);
const readLatest = query<{ limit: number }>()(columns.orderBy('log_id', 'desc').limit(given<number>('limit')));
const readFiltered = query<LogFilter>()(
  columns
    .where(sql<boolean>`(@level is null or level = @level)`)
    .where(sql<boolean>`(@session is null or session = @session)`)
    .where(sql<boolean>`(@text is null or instr(lower(event || ' ' || fields), lower(@text)) > 0)`)
    .orderBy('log_id', 'desc')
    .limit(given<number>('limit')),
);
const readClockNews = query<{ limit: number }>()(
  build
    .selectFrom('sync_log')
    .select(['at_ms as atMs', 'event', sql<number>`coalesce(json_extract(fields, '$.byMs'), json_extract(fields, '$.forMs'), 0)`.as('byMs')])
    .where('event', 'in', [sql.lit('clock.jumped'), sql.lit('clock.impossibleStart'), sql.lit('clock.slept')])
    .orderBy('log_id', 'desc')
    .limit(given<number>('limit')),
);
const readFrom = query<{ after: number; limit: number }>()(columns.where('log_id', '>', given<number>('after')).orderBy('log_id').limit(given<number>('limit')));
const lastSession = query()(build.selectFrom('sync_log').select((row) => row.fn.max<number | null>('session').as('session')));
const readSessions = query<{ limit: number }>()(
  build
    .selectFrom('sync_log')
    .select((row) => ['session', row.fn.min<number>('at_ms').as('atMs'), row.fn.countAll<number>().as('lines'), sql<number>`max(level <> 'info')`.as('hasTrouble')])
    .where('session', 'is not', null)
    .groupBy('session')
    .orderBy('session', 'desc')
    .limit(given<number>('limit')),
);
const pruneOld = query<{ keep: number }>()(build.deleteFrom('sync_log').where('log_id', '<=', (row) => row.selectFrom('sync_log').select((last) => last(last.fn.max('log_id'), '-', given<number>('keep')).as('limit'))));

/** Lines that are kept; older ones go at night. */
export const keptLogLines = 20_000;
const mostWaiting = 1000;
/** A sync begins with the first and ends with one of the others: the daemon says so, once. */
const sessionBegins = 'sync.started';
const sessionEnds: ReadonlySet<string> = new Set(['sync.completed', 'sync.failed']);

export class SyncLog {
  readonly #connection: Connection;
  readonly #listeners: (() => void)[] = [];
  #waiting: WaitingLine[] = [];
  #session: number;
  #isWithin = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#session = connection.get(lastSession, {})?.session ?? 0;
  }

  /** Told of every line. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Notes a line; never fails. Where nothing can be written for long, the oldest lines give way. */
  append(line: SyncLogLine): void {
    this.#waiting.push({ ...line, session: this.#sessionOf(line.event) });
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
    for (const listener of this.#listeners) listener();
  }

  /** Writes what waits, in the caller's transaction or one of its own. Throws what SQLite throws; the lines wait on then. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const lines = [...this.#waiting];
    this.#connection.transaction(() => {
      for (const line of lines) this.#connection.run(insertLine, { atMs: line.atMs, level: line.level, event: line.event, fields: JSON.stringify(line.fields), session: line.session });
    });
    this.#waiting = this.#waiting.filter((line) => !lines.includes(line));
  }

  /** The latest lines, newest first. */
  latest(limit: number): StoredLogLine[] {
    this.flush();
    return this.#connection.all(readLatest, { limit });
  }

  /** Lines that a filter lets through, newest first. */
  read(filter: LogFilter): StoredLogLine[] {
    this.flush();
    return this.#connection.all(readFiltered, filter);
  }

  /** H4: the latest that became of the clocks, newest first. */
  clockNews(limit: number): { atMs: number; event: string; byMs: number }[] {
    this.flush();
    return this.#connection.all(readClockNews, { limit });
  }

  /** Lines behind one, oldest first. */
  page(after: number, limit: number): StoredLogLine[] {
    return this.#connection.all(readFrom, { after, limit });
  }

  /** The latest syncs that lines are kept of, newest first. */
  sessions(limit: number): { session: number; atMs: number; lines: number; hasTrouble: boolean }[] {
    return this.#connection.all(readSessions, { limit }).map((row) => ({ session: row.session ?? 0, atMs: row.atMs, lines: row.lines, hasTrouble: row.hasTrouble === 1 }));
  }

  prune(): number {
    return this.#connection.run(pruneOld, { keep: keptLogLines });
  }

  #sessionOf(event: string): number | null {
    if (event === sessionBegins) {
      this.#session += 1;
      this.#isWithin = true;
    }
    if (!this.#isWithin) return null;
    if (sessionEnds.has(event)) this.#isWithin = false;
    return this.#session;
  }
}
