import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { arrangeKiosk, arrangeReadyKiosk, keyInMemory, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { exportIdentity, restoreIdentity, type MoveInput } from './move-identity.ts';

const passphrase = 'correct horse battery';

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

async function arrangeExported(): Promise<{ arranged: KioskInProcess; file: string; fresh: MoveInput }> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '482913')]);
  await punchOnce(arranged.kiosk, '482913');
  arranged.kiosk.safekeeping.keep();
  const file = join(newFolder(), 'dock-4.identity');
  const exported = await exportIdentity({ dataFolder: arranged.folder, keyStore: arranged.keyStore, file, passphrase });
  expect(exported).toEqual({ kind: 'exported', deviceId: arranged.kiosk.device.deviceId });
  return { arranged, file, fresh: { dataFolder: newFolder(), keyStore: keyInMemory(), file, passphrase } };
}

it('A7 H5 a replaced disk is the same device: enrolment, token, key and the end of its chain come along, people come by download', async () => {
  const { arranged, fresh, file } = await arrangeExported();
  const before = arranged.kiosk.settings.read('enrolment');
  for (const secret of [before?.credentials.deviceToken, before?.credentials.tenantKey, passphrase]) expect(readFileSync(file, 'utf8')).not.toContain(secret);
  expect(await restoreIdentity(fresh)).toEqual({ kind: 'restored', deviceId: arranged.kiosk.device.deviceId });
  const moved = await arrangeKiosk({ restartOf: { folder: fresh.dataFolder, keyStore: fresh.keyStore, clock: arranged.clock } });
  expect(moved.kiosk.device.deviceId).toBe(arranged.kiosk.device.deviceId);
  expect(moved.kiosk.settings.read('enrolment')).toEqual(before);
  expect(moved.kiosk.state.kiosk().kind).toBe('ready');
  expect(moved.kiosk.punchStore.head()).toMatchObject({ sequenceNumber: 1, hash: arranged.kiosk.punchStore.head().hash });
});

it.each([
  ['wrongPassphrase', (input: MoveInput) => ({ ...input, passphrase: 'not the passphrase' })],
  ['noFile', (input: MoveInput) => ({ ...input, file: `${input.file}.gone` })],
  ['unreadable', (input: MoveInput) => spoil(input, (text) => text.slice(0, 60))],
  ['unreadable', (input: MoveInput) => spoil(input, () => 'no identity')],
  ['wrongPassphrase', (input: MoveInput) => spoil(input, (text) => text.replace(/"sealed": "(.)/, (_all, first: string) => `"sealed": "${first === 'A' ? 'B' : 'A'}`))],
  ['newer', (input: MoveInput) => spoil(input, (text) => text.replace('"version": 1', '"version": 2'))],
] as const)('J3 a restore that meets %s names it and changes nothing', async (kind, change) => {
  const { fresh } = await arrangeExported();
  expect((await restoreIdentity(change(fresh))).kind).toBe(kind);
  expect(readdirSync(fresh.dataFolder)).toEqual([]);
  expect((await fresh.keyStore.load()).kind).toBe('missing');
});

it('J3 refuses to overwrite a kiosk, a file that is there, and a passphrase that is too short', async () => {
  const { arranged, file } = await arrangeExported();
  const asItIs = readFileSync(join(arranged.folder, 'identity.sealed'));
  expect((await restoreIdentity({ dataFolder: arranged.folder, keyStore: arranged.keyStore, file, passphrase })).kind).toBe('folderInUse');
  expect((await exportIdentity({ dataFolder: arranged.folder, keyStore: arranged.keyStore, file, passphrase })).kind).toBe('fileExists');
  expect((await exportIdentity({ dataFolder: arranged.folder, keyStore: arranged.keyStore, file: `${file}.2`, passphrase: 'short' })).kind).toBe('passphraseTooShort');
  expect((await exportIdentity({ dataFolder: newFolder(), keyStore: keyInMemory(), file: `${file}.2`, passphrase })).kind).toBe('notSetUp');
  expect(existsSync(`${file}.2`)).toBe(false);
  expect(readFileSync(join(arranged.folder, 'identity.sealed')).equals(asItIs)).toBe(true);
});

function spoil(input: MoveInput, change: (text: string) => string): MoveInput {
  const file = `${input.file}.spoiled`;
  writeFileSync(file, change(readFileSync(input.file, 'utf8')));
  return { ...input, file };
}
