/**
 * A10, K16: an administrator sets the kiosk up again. Refused while anything is unsent that no export holds. What an export holds and the
 * server has not taken is written out once more beside the data that is set aside, so that what lies there can always be imported.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { carriedFrom } from '../afresh/carried-over.ts';
import { asideName, asideRoot } from '../afresh/set-aside.ts';
import { readUnsent, wouldLose } from '../afresh/unsent.ts';
import { readChainHead } from '../database/chain-head.ts';
import { diskExportFiles, fileFailureOf } from '../export/export-files.ts';
import { writeExport } from '../export/write-export.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator, type OperatorSession } from '../operator-sessions.ts';

type Answer = CallAnswer<'beginSetupAgain'>;
type NotSetAside = Extract<Answer, { kind: 'notSetAside' }>;

export async function beginSetupAgain(kiosk: Kiosk, input: CallInput<'beginSetupAgain'>): Promise<Answer> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'setupAgain');
  if (operator.kind !== 'operator') return operator;
  if (kiosk.exports.current?.kind === 'running') return { kind: 'busy' };
  const unsent = readUnsent(kiosk);
  if (wouldLose(unsent)) return { kind: 'unsent', unsent };
  const root = asideRoot(kiosk.dataFolder);
  const folder = asideName(kiosk.time.now().bestKnownMs, (name) => existsSync(join(root, name)));
  try {
    const written = unsent.exportedOnly === 0 ? null : await writeOut(kiosk, join(root, folder), operator.session);
    if (written !== null) return written;
    return setAside(kiosk, folder, operator.session);
  } catch (error) {
    kiosk.log('main.defect', { where: 'beginSetupAgain', why: error instanceof Error ? error.message : String(error) });
    return { kind: 'notSetAside', reason: fileFailureOf(error) === 'diskFull' ? 'diskFull' : 'storageError' };
  }
}

/** Null where it is written. */
async function writeOut(kiosk: Kiosk, into: string, { userId, username }: OperatorSession): Promise<NotSetAside | null> {
  await diskExportFiles.makeFolders(into);
  const plan = { exportId: kiosk.newId(), into, formats: ['json'] as const, madeBy: { userId, username }, leaveFreeBytes: 0 };
  const outcome = await writeExport(kiosk, plan, { files: diskExportFiles, signal: new AbortController().signal, onProgress: () => undefined });
  if (outcome.kind === 'done') return null;
  return { kind: 'notSetAside', reason: outcome.kind === 'failed' && outcome.reason === 'diskFull' ? 'diskFull' : 'storageError' };
}

/** In one go with a last look: somebody may have punched while the export was written. */
function setAside(kiosk: Kiosk, folder: string, { userId }: OperatorSession): Answer {
  const unsent = readUnsent(kiosk);
  if (wouldLose(unsent)) return { kind: 'unsent', unsent };
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'warning', event: 'operator.setupAgain', fields: { userId, folder, exportedOnly: unsent.exportedOnly } });
  kiosk.beginAfresh(folder, carriedFrom(kiosk.settings, readChainHead(kiosk.connection, kiosk.settings)));
  kiosk.log('operator.setupAgain', { userId, folder, exportedOnly: unsent.exportedOnly });
  return { kind: 'begun' };
}
