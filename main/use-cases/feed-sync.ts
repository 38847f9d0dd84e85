/** What the daemon asks for when it uploads (D2, F2). Reading a batch changes nothing: a daemon that dies simply asks again. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { readChainHead } from '../database/chain-head.ts';
import { readOutboxHead, summariseDueRecords } from '../database/outbox.ts';
import { summarisePending } from '../database/punches.ts';
import { takeDueBatch } from '../database/take-batch.ts';
import { deviceStatusOf } from '../device-status.ts';
import type { Kiosk } from '../kiosk.ts';
import { finishReoffer } from '../server-chain.ts';

type Kiosks = Pick<Kiosk, 'punchStore' | 'connection' | 'settings' | 'syncLog' | 'journal' | 'state' | 'time' | 'device' | 'durably' | 'log' | 'pacing' | 'safekeeping'>;

/** D9: with less than this left, a new token is asked for. Half of a token's life: many chances before it ends. */
const renewTokenBeforeMs = 45 * 86_400_000;

/** I4: after so long without a batch, one goes that holds the status alone. Four times a day is nothing, and a kiosk that nobody uses is still known. */
const statusEveryMs = 6 * 3_600_000;

/** Fixes what belongs to this sync; punches made from now on wait for the next (F7). */
export async function beginSync(kiosk: Kiosks, input: DaemonCallInput<'beginSync'>): Promise<DaemonCallAnswer<'beginSync'>> {
  const { connection, settings } = kiosk;
  await finishReoffer(kiosk);
  const nowMs = kiosk.time.now().bestKnownMs;
  const punches = summarisePending(connection, nowMs);
  const records = summariseDueRecords(connection, nowMs);
  if (input.recovery && settings.read('recovery') === null) {
    // K7: clearing asks for everything that existed now, refused punches that are not due included.
    const upTo = { upToSequence: readChainHead(connection, settings).sequenceNumber, upToRecord: readOutboxHead(connection).outboxNumber };
    kiosk.durably('recoveryBegin', () =>
      connection.transaction(() => {
        settings.write('recovery', { ...upTo, startedAtMs: nowMs });
        kiosk.state.recoveryBegun();
      }),
    );
  }
  const due = { pending: punches.pending + records.pending, upToSequence: punches.upToSequence, upToRecord: records.upToRecord };
  return { ...due, lastSyncAt: settings.read('sync')?.lastSuccessAt ?? null, cursor: settings.read('cursor'), tokenRenewalDue: isRenewalDue(kiosk, nowMs), statusDue: isStatusDue(kiosk, nowMs) };
}

/** Counted from the first sync. A time that was corrected backwards must not silence the kiosk. */
function isStatusDue({ settings }: Kiosks, nowMs: number): boolean {
  const told = settings.read('statusTold');
  if (told === null) settings.write('statusTold', { atMs: nowMs });
  return told !== null && Math.abs(nowMs - told.atMs) >= statusEveryMs;
}

function isRenewalDue({ settings }: Kiosks, nowMs: number): boolean {
  const enrolment = settings.read('enrolment');
  return enrolment !== null && Date.parse(enrolment.credentials.tokenExpiresAt) - nowMs < renewTokenBeforeMs;
}

/** The oldest of what is due behind the batch before, each as the exact JSON that was stored when it was made. */
export function takeBatch(kiosk: Kiosks, input: DaemonCallInput<'takeBatch'>): DaemonCallAnswer<'takeBatch'> {
  const { punches, records, lastSequence, lastRecord } = takeDueBatch(kiosk.connection, { ...input, nowMs: kiosk.time.now().bestKnownMs });
  return { punches, records, lastSequence, lastRecord, status: deviceStatusOf(kiosk, { sequence: lastSequence, record: lastRecord }) };
}
