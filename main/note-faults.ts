/** J3: what of a download could not be used, in the sync log for support (G3), alike ones as one line that says how many there were; and what of it stands from now on. */
import type { Kiosk } from './kiosk.ts';
import { alike, PassedOver } from './passed-over.ts';
import type { Fault, Thing } from './read-changes.ts';

/** A server that is wrong throughout is told of by these; more lines would say nothing more. */
const mostLines = 50;

type Noting = Pick<Kiosk, 'settings' | 'syncLog' | 'time' | 'log'>;

/** Inside the caller's transaction. @param everybody all employees were told of anew */
export function notePassedOver({ settings, syncLog, time, log }: Noting, passedOver: PassedOver, everybody: boolean): void {
  const atMs = time.now().bestKnownMs;
  for (const { fault, count } of alike(passedOver.faults, ({ kind, of, path }) => `${kind} ${of} ${path}`).slice(0, mostLines)) {
    const event = fault.kind === 'change' ? 'sync.changeSkipped' : 'sync.partSkipped';
    const fields = { of: fault.of, path: fault.path, count, ...(fault.id === null ? {} : { id: fault.id }) };
    syncLog.append({ atMs, level: 'warning', event, fields });
    log(event, fields);
  }
  passedOver.store(settings, atMs, everybody);
}

/** What setup was told of one thing. */
export function noteFaults(kiosk: Noting, thing: Thing, faults: readonly Fault[]): void {
  const passedOver = new PassedOver();
  passedOver.takeUsable(thing, faults);
  notePassedOver(kiosk, passedOver, false);
}
