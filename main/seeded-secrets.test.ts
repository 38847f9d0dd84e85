/** H1: secrets that a whole day at the kiosk meets, looked for in every log line and in every byte that lies in the data folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arrangeReadyKiosk, identify, somebody, tap } from '../test/support/kiosk-in-process.ts';
import { answerCalls } from './calls.ts';
import { openLog } from './logger.ts';
import { identifyByForm } from './use-cases/identify-by-form.ts';
import { storeToken } from './use-cases/store-token.ts';

const secrets = {
  pin: '739251',
  wrongPin: '846302',
  lastFour: '9083',
  renewed: 'tok-SEEDED-renewed-token-0123456789abcdef',
  firstName: 'Quillhanna',
  lastName: 'Zorbenfeld',
  formName: 'Vexliana',
};

it('H1 no secret of a seeded day is in any log, nor in plain bytes of database, journal, backup or kept identity', async () => {
  const arranged = await arrangeReadyKiosk([somebody('E1', secrets.pin, { firstName: secrets.firstName, lastName: secrets.lastName })]);
  const { log, close } = openLog(arranged.folder);
  const kiosk = { ...arranged.kiosk, log };
  const before = kiosk.settings.read('enrolment')?.credentials;
  if (before === undefined) throw new Error('not enrolled');
  const call = answerCalls(kiosk);
  expect(tap(kiosk, await identify(kiosk, secrets.pin)).kind).toBe('recorded');
  await call('identifyByPin', { pin: secrets.wrongPin });
  await call('identifyByPin', { pin: { nested: secrets.pin } });
  await call(secrets.pin, {});
  await call('signInDevice', { userName: 'olga', password: secrets.renewed });
  await identifyByForm(kiosk, { firstName: secrets.formName, lastName: secrets.lastName, lastFour: secrets.lastFour }).catch(() => undefined);
  storeToken(kiosk, { deviceToken: secrets.renewed, tokenExpiresAt: '2027-12-24T00:00:00.000Z', replaces: before.deviceToken });
  kiosk.journal.begin = () => {
    throw new Error(`a disk that fails`);
  };
  kiosk.sessions.end();
  arranged.clock.advance(120_000);
  expect(tap(kiosk, await identify(kiosk, secrets.pin)).kind).toBe('notSaved');
  expect((await kiosk.safekeeping.backUp()).kind).toBe('made');
  close();
  const files = readdirSync(arranged.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((file) => file.slice(arranged.folder.length + 1).split('/')[0])).toEqual(expect.arrayContaining(['backups', 'identity.sealed', 'journal', 'kiosk.db', 'logs']));
  const needles = { ...secrets, token: before.deviceToken, tenantKey: before.tenantKey };
  for (const file of files) {
    const bytes = readFileSync(file);
    const isText = file.includes('/logs/') || file.endsWith('.json');
    // Four digits stand in many a random byte string by chance: they are looked for where text is written.
    for (const [name, secret] of Object.entries(needles)) if (isText || secret.length > 4) expect({ file, name, found: bytes.includes(secret) }).toEqual({ file, name, found: false });
  }
  const lines = [...arranged.logged.map((line) => JSON.stringify(line)), ...readFileSync(join(arranged.folder, 'logs', 'main.log'), 'utf8').split('\n')];
  for (const [name, secret] of Object.entries(needles)) expect({ name, lines: lines.filter((line) => line.replaceAll(/[0-9a-f-]{36}|"time":"[^"]*"/g, '').includes(secret)) }).toEqual({ name, lines: [] });
  expect(lines.length).toBeGreaterThan(4);
});
