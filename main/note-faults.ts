/** J3: what of a download could not be used, in the sync log for support (G3): alike ones are one line that says how many there were. */
import type { Kiosk } from './kiosk.ts';
import type { Fault } from './read-changes.ts';

/** A server that is wrong throughout is told of by these; more lines would say nothing more. */
const mostLines = 50;

export function noteFaults({ syncLog, time, log }: Pick<Kiosk, 'syncLog' | 'time' | 'log'>, faults: readonly Fault[]): void {
  const alike = Map.groupBy(faults, ({ kind, of, path }) => `${kind} ${of} ${path}`);
  for (const [first, ...more] of [...alike.values()].slice(0, mostLines)) {
    if (first === undefined) continue;
    const event = first.kind === 'change' ? 'sync.changeSkipped' : 'sync.partSkipped';
    const fields = { of: first.of, path: first.path, count: more.length + 1, ...(first.id === null ? {} : { id: first.id }) };
    syncLog.append({ atMs: time.now().bestKnownMs, level: 'warning', event, fields });
    log(event, fields);
  }
}
