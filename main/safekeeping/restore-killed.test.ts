/** H6, H1: a restore that ends before or after any of its durable steps is done again, or gone on with, by the next start. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { restoreSteps, type Durably } from '../durable-steps.ts';
import { openStorage } from '../open-storage.ts';
import { backupsFolder } from './backup-files.ts';

/** What the sync log holds. */
function readSyncLogEvents({ kiosk }: KioskInProcess): string[] {
  kiosk.syncLog.flush();
  return kiosk.syncLog.page(0, 100).map(({ event }) => event);
}

const sides = ['before', 'after'] as const;
const cases = (['fromBackup', 'anew'] as const).flatMap((way) => [...restoreSteps, 'entryReconcile' as const].flatMap((step) => sides.map((side) => ({ way, step, side }))));

it.each(cases)('H6 H1 killed $side $step, restoring $way: the next start has every punch, once, and tells of the restore', async ({ way, step, side }) => {
  const arranged = await arrangeReadyKiosk([somebody('E1', '482913')]);
  const punchIds: string[] = [];
  const punch = async (): Promise<void> => {
    arranged.clock.advance(120_000);
    punchIds.push((await punchOnce(arranged.kiosk, '482913')).punchId);
    arranged.kiosk.sessions.end();
  };
  await punch();
  await arranged.kiosk.safekeeping.backUp();
  await punch();
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
  if (way === 'anew') rmSync(backupsFolder(arranged.folder), { recursive: true });
  const file = join(arranged.folder, 'kiosk.db');
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(300) ^ 0xff, 300);
  writeFileSync(file, bytes);
  let isDead = false;
  const durably: Durably = (name, work) => {
    if (isDead || (name === step && side === 'before')) isDead = true;
    if (isDead) throw new Error('killed');
    const result = work();
    if (name === step) isDead = true;
    if (isDead) throw new Error('killed');
    return result;
  };
  const killed = await openStorage(
    { dataFolder: arranged.folder, keyStore: arranged.keyStore },
    () => arranged.clock.wallMs(),
    () => undefined,
    { durably },
  );
  expect(killed.kind === 'broken' || !isDead).toBe(true);
  if (killed.kind === 'opened') {
    killed.storage.connection.close();
    killed.storage.journal.close();
  }
  const again = await arrangeKiosk({ restartOf: arranged });
  const found = again.kiosk.connection.all<object, { punchId: string }>({ sql: 'SELECT punch_id AS punchId FROM punches ORDER BY sequence_number', constants: [] }, {});
  expect(found.map((row) => row.punchId)).toEqual(punchIds);
  expect(again.kiosk.device.deviceId).toBe(arranged.kiosk.device.deviceId);
  expect(readdirSync(join(arranged.folder, 'damaged')).length).toBeGreaterThan(0);
  // Told as if nobody had died: which punches came back is counted once, whichever start took them.
  expect(again.kiosk.settings.read('restored')).toMatchObject({ from: way === 'fromBackup' ? 'backup' : 'journal', broughtBack: way === 'fromBackup' ? 1 : 2 });
  expect(again.kiosk.safekeeping.care()).toContain('restored');
  expect(readSyncLogEvents(again)).toContain('database.restored');
  expect(readdirSync(arranged.folder)).not.toContain('restoring.json');
});
