import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrangeReadyKiosk, hashOf, punchOnce, somebody, testCredentials, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { operatorPasswords, operatorSignedIn } from '../../test/support/operators.ts';
import { readZip } from '../../test/support/read-zip.ts';
import { programVersion } from '../database/migrations.ts';
import { logTo } from '../logger.ts';
import { identifyByForm } from '../use-cases/identify-by-form.ts';
import { identifyByPin } from '../use-cases/identify-by-pin.ts';
import { signInOperator } from '../use-cases/sign-in-operator.ts';
import { makeSupportBundle } from '../use-cases/make-support-bundle.ts';

const people = [
  { employeeId: 'E-4711', pin: '839251', firstName: 'Gwendolyn', lastName: 'Achterberg' },
  { employeeId: 'E-4712', pin: '604718', firstName: 'Zebulon', lastName: 'Nkemelu' },
];
const stranger = { firstName: 'Philippa', lastName: 'Quennell', lastFour: '7391' };
const names = [...people, stranger].flatMap(({ firstName, lastName }) => [firstName, lastName]);

/** Everybody has punched, somebody has mistyped, somebody came by the form, an operator has failed once; the log is a real one. */
async function arrange(): Promise<KioskInProcess & { operatorSessionId: string; secrets: string[] }> {
  const arranged = await arrangeReadyKiosk(people.map(({ employeeId, pin, ...names }) => somebody(employeeId, pin, { ...names, lastFourHash: hashOf(`${pin}-last`) })));
  const { kiosk, folder } = arranged;
  mkdirSync(join(folder, 'logs'));
  const lines: string[] = [];
  for (const { pin } of people) await punchOnce(kiosk, pin);
  await identifyByPin(kiosk, { pin: '550172' });
  const form = await identifyByForm(kiosk, stranger);
  expect(form.kind).toBe('identified');
  const operatorSessionId = await operatorSignedIn(kiosk, 'administrator');
  await signInOperator(kiosk, { username: 'Sam', password: 'not-that-one' });
  const again = await operatorSignedIn(kiosk, 'administrator');
  const log = logTo({ write: (line) => void lines.push(line) });
  for (const { event, fields } of arranged.logged) log(event, fields);
  writeFileSync(join(folder, 'logs', 'main.log'), lines.join(''));
  writeFileSync(join(folder, 'logs', 'main.log.1'), '{"event":"main.started"}\n');
  const operators = kiosk.connection.all<object, { verifier: string }>({ sql: 'SELECT verifier FROM operators', constants: [] }, {});
  const secrets = [
    ...people.flatMap(({ pin }) => [pin, hashOf(pin), hashOf(`${pin}-last`)]),
    ...['550172', stranger.lastFour, 'not-that-one', operatorSessionId, again],
    ...[testCredentials.deviceToken, testCredentials.tenantKey, ...Object.values(operatorPasswords), ...operators.map(({ verifier }) => verifier)],
  ];
  const stored = await arranged.keyStore.load();
  if (stored.kind === 'key') secrets.push(stored.key.toString('hex'), stored.key.toString('base64'));
  return { ...arranged, operatorSessionId: again, secrets };
}

async function bundleOf(arranged: Awaited<ReturnType<typeof arrange>>, personalData: 'without' | 'with') {
  const answer = await makeSupportBundle(arranged.kiosk, { operatorSessionId: arranged.operatorSessionId, personalData });
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  const entries = readZip(readFileSync(join(answer.folder, answer.file)));
  return { answer, entries, texts: [...entries].map(([name, content]) => [name, content.toString('utf8')] as const) };
}

/** Which of these stand in which entry, whatever their case. */
function found(texts: readonly (readonly [string, string])[], wanted: readonly string[]): string[] {
  return texts.flatMap(([name, text]) => wanted.filter((one) => text.toLowerCase().includes(one.toLowerCase())).map((one) => `${one} in ${name}`));
}

describe('a support bundle', () => {
  it('G3 J3 of a kiosk that has seen everything holds no secret and no name, in any of its entries', async () => {
    const arranged = await arrange();
    const { answer, entries, texts } = await bundleOf(arranged, 'without');
    expect([...entries.keys()]).toEqual(answer.entries);
    expect(answer.entries).toEqual(['manifest.json', 'diagnostics.json', 'settings.json', 'schema.json', 'sync-log.jsonl', 'machine-history.jsonl', 'connectivity-history.jsonl', 'refused-punches.jsonl', 'logs/main.log', 'logs/main.log.1']);
    expect(found(texts, arranged.secrets)).toEqual([]);
    expect(found(texts, names)).toEqual([]);
    const json = (name: string): unknown => JSON.parse(entries.get(name)?.toString('utf8') ?? '');
    expect(json('manifest.json')).toMatchObject({ format: 'zentime-support-bundle', version: 1, deviceId: arranged.kiosk.device.deviceId, personalData: 'without' });
    expect(json('schema.json')).toMatchObject({ database: programVersion, rows: { punches: 2, employees: 2, temporary_employees: 1, operators: 2 } });
    expect(json('settings.json')).toMatchObject({ enrolment: { sealingKid: 'k1' }, timeclock: { timeclockId: 1042 } });
    expect(json('diagnostics.json')).toMatchObject({ counts: { pending: 3 } });
    expect(statSync(join(answer.folder, answer.file)).mode & 0o077).toBe(0);
  });

  it('G3 with personal data names everybody and every punch, and still holds no secret', async () => {
    const arranged = await arrange();
    const { texts, answer } = await bundleOf(arranged, 'with');
    expect(answer.file).toContain('-personal');
    expect(found(texts, arranged.secrets)).toEqual([]);
    expect(found(texts, names)).toEqual(names.map((name) => `${name} in personal/people.jsonl`).sort((one, other) => names.indexOf(one.split(' ')[0] ?? '') - names.indexOf(other.split(' ')[0] ?? '')));
    const punches =
      texts
        .find(([name]) => name === 'personal/punches.jsonl')?.[1]
        .trim()
        .split('\n') ?? [];
    expect(punches.map((line) => JSON.parse(line) as unknown)).toMatchObject(people.map(({ employeeId }) => ({ status: 'pending', punch: { person: { employeeId } } })));
  });

  it('G3 a few stay, what a kill left half written goes, and who made it is in the log', async () => {
    const arranged = await arrange();
    const { answer } = await bundleOf(arranged, 'without');
    writeFileSync(join(answer.folder, 'zentime-support-x.zip.part'), 'half');
    for (let count = 0; count < 6; count += 1) {
      arranged.clock.advance(1_000);
      await bundleOf(arranged, 'without');
    }
    expect(readdirSync(answer.folder).filter((name) => name.endsWith('.zip'))).toHaveLength(5);
    expect(readdirSync(answer.folder)).toHaveLength(5);
    expect(arranged.kiosk.syncLog.latest(1)).toMatchObject([{ event: 'diagnostics.bundle', fields: JSON.stringify({ userId: 'A1', personalData: false }) }]);
  });

  it('J3 where the folder takes nothing it says so, leaves nothing, and can be asked again', async () => {
    const arranged = await arrange();
    writeFileSync(join(arranged.folder, 'support'), 'a file stands where the folder should');
    const ask = () => makeSupportBundle(arranged.kiosk, { operatorSessionId: arranged.operatorSessionId, personalData: 'without' });
    expect(await ask()).toEqual({ kind: 'failed', reason: 'internal' });
    expect(await ask()).toEqual({ kind: 'failed', reason: 'internal' });
    expect(readFileSync(join(arranged.folder, 'support'), 'utf8')).toContain('a file stands');
  });
});
