/**
 * A process of its own that punches at a kiosk for all people in turn, as fast as it is answered, and keeps the ledger.
 * Its parent tells it where the kiosk is after each restart; it tells its parent when the link was lost.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { answerOf } from '../support/kiosk-caller.ts';
import type { CallInput } from '../../shared/contracts/ipc.ts';
import type { PunchEntry } from '../../shared/contracts/punch-calls.ts';
import { openLedger, type LedgerWriter } from './ledger.ts';
import { fromLedgerKeeper, toLedgerKeeper, type LedgerReport } from './ledger-messages.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';

/** A touch that was never answered: it is sent again, as the same touch, after the restart. */
interface OpenTap {
  readonly tapId: string;
  readonly pin: string;
  readonly type: PunchType;
}

const [ledgerPath = '', seed = '1', longestPause = '20', ...pins] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const ledger: LedgerWriter = openLedger(ledgerPath);
let openTap: OpenTap | null = null;
let stopping = false;

function report(message: LedgerReport): void {
  process.send?.(fromLedgerKeeper.parse(message));
}

/** How often somebody's finger comes down twice: the same touch sent again, or a second touch at once. */
const oneInTaps = 8;
/** K2: within it a second touch is the first. */
const windowMs = 60_000;

/** What is said to a repeated touch: the same as before. A punch more for it would be found in the ledger as one touch too many. */
async function tapAgain(kiosk: ScriptedRenderer, input: CallInput<'recordPunch'>, employeeId: string, first: PunchEntry): Promise<void> {
  const isSameTouch = random.below(2) === 0;
  const tapId = isSameTouch ? input.tapId : randomUUID();
  if (!isSameTouch) ledger.write({ kind: 'tap', tapId, employeeId, type: input.type });
  const answered = await kiosk.call('recordPunch', { ...input, tapId });
  if (answered.kind !== 'answer') return;
  if (answered.answer.kind !== 'recorded') ledger.write({ kind: 'settled', tapId, answer: answered.answer.kind });
  else if (answered.answer.punch.punchId !== first.punchId) {
    // Where a day has passed between the two, it is a touch of its own; else one touch became two punches.
    const isDaysLater = Date.parse(answered.answer.punch.instant) - Date.parse(first.instant) >= windowMs;
    ledger.write({ kind: 'confirmed', tapId: isDaysLater ? tapId : input.tapId, employeeId, punch: answered.answer.punch });
  }
}

/** One person's visit. False when the link was lost on the way. */
async function visit(kiosk: ScriptedRenderer, pin: string, again: OpenTap | null): Promise<boolean> {
  const identified = await kiosk.call('identifyByPin', { pin });
  if (identified.kind !== 'answer') return false;
  if (identified.answer.kind === 'notReady') return isStopping(kiosk);
  if (identified.answer.kind !== 'identified') throw new Error(`PIN of a known person: ${JSON.stringify(identified.answer)}`);
  const { offer } = identified.answer;
  const employeeId = offer.person.employeeId ?? '';
  const tap: OpenTap = again ?? { tapId: randomUUID(), pin, type: random.pick(offer.allowed) };
  if (again === null) ledger.write({ kind: 'tap', tapId: tap.tapId, employeeId, type: tap.type });
  openTap = tap;
  const input = { sessionId: offer.sessionId, tapId: tap.tapId, type: tap.type, workDate: offer.workDate, assignmentId: offer.assignmentId };
  const answered = await kiosk.call('recordPunch', input);
  if (answered.kind !== 'answer') return false;
  openTap = null;
  if (answered.answer.kind === 'recorded') ledger.write({ kind: 'confirmed', tapId: tap.tapId, employeeId, punch: answered.answer.punch });
  else ledger.write({ kind: 'settled', tapId: tap.tapId, answer: answered.answer.kind });
  if (answered.answer.kind === 'recorded' && random.below(oneInTaps) === 0) await tapAgain(kiosk, input, employeeId, answered.answer.punch);
  return (await kiosk.call('endSession', {})).kind === 'answer';
}

/** A kiosk that is about to end answers nobody any more; one that cannot work at all has another reason, and that is a finding. */
async function isStopping(kiosk: ScriptedRenderer): Promise<false> {
  const view = await kiosk.call('readKiosk', {});
  if (view.kind === 'answer' && view.answer.kind === 'broken' && view.answer.reason !== 'internal') throw new Error(`the kiosk is broken: ${view.answer.reason}`);
  return false;
}

/** Punches until the link is lost, which may be before it stands; asks for a sync after some of the first visits, so that syncs and taps meet. */
async function punchAt(url: string): Promise<void> {
  const kiosk = await ScriptedRenderer.connect(url).catch(() => null);
  if (kiosk === null) return;
  const syncAfter = 1 + random.below(10);
  for (let visits = 0; !stopping; visits++) {
    if (visits === syncAfter) void kiosk.call('syncNow', {});
    const again: OpenTap | null = openTap;
    if (!(await visit(kiosk, again?.pin ?? random.pick(pins), again))) break;
    await pause(random.below(Number(longestPause)));
  }
  kiosk.close();
}

/** After the last restart: an unanswered touch is sent once more, then a sync, until nothing is pending. */
async function drain(url: string, withinMs: number): Promise<{ pending: number; failed: number }> {
  const kiosk = await ScriptedRenderer.connect(url);
  if (openTap !== null) await visit(kiosk, openTap.pin, openTap);
  const deadlineMs = performance.now() + withinMs;
  let status = { pending: Infinity, failed: 0 };
  while (status.pending > 0 && performance.now() < deadlineMs) {
    await answerOf(kiosk, 'syncNow', {});
    await pause(100);
    status = await answerOf(kiosk, 'readStatus', {});
  }
  kiosk.close();
  return { pending: status.pending, failed: status.failed };
}

process.on('message', (raw) => {
  const message = toLedgerKeeper.parse(raw);
  switch (message.kind) {
    case 'punchAt':
      if (message.openTap === 'forget') openTap = null;
      void punchAt(message.url).then(() => report({ kind: 'linkLost' }));
      break;
    case 'drain':
      stopping = true;
      void drain(message.url, message.withinMs).then((left) => report({ kind: 'drained', ...left }));
      break;
    case 'stop':
      ledger.close();
      process.disconnect();
      break;
  }
});
process.on('disconnect', () => process.exit(0));
