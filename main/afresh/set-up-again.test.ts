/** A10, K16: setting a kiosk up again loses nothing, whatever is unsent and whenever the power goes. */
import fs, { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Verdict } from '../../shared/contracts/entities.ts';
import { giveSealingKey, manifestIn } from '../../test/support/exports.ts';
import { punchOnce, setUpInPlace, somebody } from '../../test/support/kiosk-in-process.ts';
import { formRecord } from '../../test/support/outbox-records.ts';
import { startMainInProcess, type StartedMain } from '../../test/support/started-main.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { readChainHead } from '../database/chain-head.ts';
import { countPunches } from '../database/punches.ts';
import { keepRecord } from '../outbox.ts';
import { beginSetupAgain } from '../use-cases/begin-setup-again.ts';
import { readSetupAgain } from '../use-cases/read-setup-again.ts';
import { settleBatch } from '../use-cases/apply-sync.ts';
import { startExport } from '../use-cases/start-export.ts';
import { readExportTargets } from '../use-cases/read-export-targets.ts';
import { carriedFrom } from './carried-over.ts';
import { asideRoot, decideSetAside, moveAside, type AsideFiles } from './set-aside.ts';

const people = [somebody('E1', '111111'), somebody('E2', '222222')];

async function arrange(): Promise<StartedMain> {
  const started = await startMainInProcess();
  await setUpInPlace(started.kiosk(), people);
  giveSealingKey(started.kiosk());
  return started;
}

function signIn(started: StartedMain, role: 'administrator' | 'supervisor' = 'administrator'): string {
  return started.kiosk().operators.begin({ userId: 'U1', username: 'ada', role }, []).operatorSessionId;
}

/** Everything that the device has, into its own folder. */
async function exportAll(started: StartedMain, operatorSessionId: string): Promise<void> {
  const kiosk = started.kiosk();
  const read = await readExportTargets(kiosk, { operatorSessionId });
  if (read.kind !== 'targets') throw new Error(read.kind);
  startExport(kiosk, { operatorSessionId, targetId: read.targets[0]?.targetId ?? '', formats: ['json'] });
  while (kiosk.exports.current?.kind === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Begins setup again and waits for the new kiosk. */
async function begin(started: StartedMain, operatorSessionId: string): ReturnType<typeof beginSetupAgain> {
  const answer = await beginSetupAgain(started.kiosk(), { operatorSessionId });
  started.daemon.die();
  await started.main.call('readKiosk', {});
  return answer;
}

function asideOf(started: StartedMain): string {
  const [name = 'none'] = readdirSync(asideRoot(started.folder));
  return join(asideRoot(started.folder), name);
}

describe('setting up again', () => {
  it('A10 K16 is for administrators alone', async () => {
    const started = await arrange();
    const supervisor = signIn(started, 'supervisor');
    expect(readSetupAgain(started.kiosk(), { operatorSessionId: supervisor })).toEqual({ kind: 'notPermitted' });
    expect(await beginSetupAgain(started.kiosk(), { operatorSessionId: supervisor })).toEqual({ kind: 'notPermitted' });
    expect(await beginSetupAgain(started.kiosk(), { operatorSessionId: 'made-up' })).toEqual({ kind: 'operatorEnded' });
    expect(existsSync(asideRoot(started.folder))).toBe(false);
  });

  it('A10 is refused while punches or records are pending, refused or failed and in no export, and says which and how many', async () => {
    const started = await arrange();
    const kiosk = started.kiosk();
    const punchIds = [];
    for (const pin of ['111111', '222222', '111111', '222222']) {
      punchIds.push((await punchOnce(kiosk, pin)).punchId);
      started.clock.advance(3_600_000);
    }
    keepRecord(kiosk, formRecord({ at: '2026-11-23T16:00:00.000Z' }));
    const [first = '', second = '', third = ''] = punchIds;
    const verdicts = [
      { kind: 'accepted', punchId: first, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] },
      { kind: 'refused', punchId: second, code: 'timeTooOld', text: 'too old' },
      { kind: 'failed', punchId: third, reason: 'noMatch' },
    ] satisfies Verdict[];
    settleBatch(kiosk, { verdicts, recordVerdicts: [], temporaryEmployees: [], recovery: false });
    const operatorSessionId = signIn(started);
    const refused = await beginSetupAgain(kiosk, { operatorSessionId });
    expect(refused).toMatchObject({ kind: 'unsent', unsent: { pending: 1, refused: 1, failed: 1, records: 1, exportedOnly: 0, exportedAt: null } });
    expect(refused.kind === 'unsent' && refused.unsent.oldest.map(({ status, lastName }) => [status, lastName])).toEqual([
      ['refused', people[1]?.lastName],
      ['failed', people[0]?.lastName],
      ['pending', people[1]?.lastName],
    ]);
    expect(started.main.view().kind).toBe('ready');
  });

  it('A10 K16 begins after an export, sets everything aside where the import can read it, and deletes nothing', async () => {
    const started = await arrange();
    await punchOnce(started.kiosk(), '111111');
    const { deviceId } = started.kiosk().device;
    started.kiosk().settings.write('deviceName', 'Gate 2');
    const operatorSessionId = signIn(started);
    await exportAll(started, operatorSessionId);
    expect(readSetupAgain(started.kiosk(), { operatorSessionId })).toMatchObject({ unsent: { pending: 0, exportedOnly: 1 } });
    expect(await begin(started, operatorSessionId)).toEqual({ kind: 'begun' });
    expect(started.main.view()).toEqual({ kind: 'setup' });
    expect(started.events.findLast(({ name }) => name === 'kioskChanged')?.body).toEqual({ kind: 'setup' });
    expect(started.kiosk().setup.view()).toMatchObject({ step: 'company', company: 'Northwind Foods', alias: 'NWF' });
    expect([started.kiosk().device.deviceId, started.kiosk().device.deviceName]).toEqual([deviceId, 'Gate 2']);
    const aside = asideOf(started);
    expect(readdirSync(aside)).toEqual(expect.arrayContaining(['kiosk.db', 'journal']));
    const exportFolder = readdirSync(aside).find((name) => name.startsWith('zentime-export-')) ?? '';
    expect(manifestIn(join(aside, exportFolder))).toMatchObject({ importable: true, punches: { pending: 1 } });
    expect(countPunches(started.kiosk().connection)).toEqual({ pending: 0, failed: 0 });
  });

  it('A10 what was made after the export stands in the way again', async () => {
    const started = await arrange();
    await punchOnce(started.kiosk(), '111111');
    const operatorSessionId = signIn(started);
    await exportAll(started, operatorSessionId);
    await punchOnce(started.kiosk(), '222222');
    expect(await beginSetupAgain(started.kiosk(), { operatorSessionId })).toMatchObject({ kind: 'unsent', unsent: { pending: 1, exportedOnly: 1 } });
  });

  it('A10 H5 goes on behind the punches that were set aside, at the same company, and begins anew at another', async () => {
    const started = await arrange();
    await punchOnce(started.kiosk(), '111111');
    const before = readChainHead(started.kiosk().connection, started.kiosk().settings);
    const operatorSessionId = signIn(started);
    await exportAll(started, operatorSessionId);
    await begin(started, operatorSessionId);
    expect(started.kiosk().settings.read('chainBefore')).toEqual({ tenantId: 'northwind', sequenceNumber: 1, hash: before.hash });
  });

  it('A10 A7 the power goes at any moment: the old kiosk stands, or the new setup, and nothing is gone', async () => {
    const prepared = await arrange();
    await punchOnce(prepared.kiosk(), '111111');
    const { deviceId } = prepared.kiosk().device;
    const facts = carriedFrom(prepared.kiosk().settings, readChainHead(prepared.kiosk().connection, prepared.kiosk().settings));
    await prepared.stop();
    const seen = new Set<string>();
    for (let calls = 0; ; calls += 1) {
      const copy = makeTemporaryFolder();
      onTestFinished(() => copy.remove());
      cpSync(prepared.folder, copy.path, { recursive: true });
      const isCut = cutAfter(calls, (files) => {
        decideSetAside(copy.path, 'aside', facts, files);
        moveAside(copy.path, files);
      });
      const started = await startMainInProcess({ folder: copy.path, keyStore: prepared.keyStore });
      const { kind } = started.main.view();
      const known = isCut ? seen.size : -1;
      seen.add(kind);
      expect(['ready', 'setup'], `cut after ${calls} calls`).toContain(kind);
      expect(started.kiosk().device.deviceId).toBe(deviceId);
      const there = kind === 'ready' ? countPunches(started.kiosk().connection).pending : Number(existsSync(join(asideRoot(copy.path), 'aside', 'kiosk.db')) && existsSync(join(asideRoot(copy.path), 'aside', 'journal')));
      expect(there, `cut after ${calls} calls`).toBe(1);
      await started.stop();
      if (seen.size === known) continue;
      // Whatever it became, it stays: what was decided is not done a second time.
      const again = await startMainInProcess({ folder: copy.path, keyStore: prepared.keyStore });
      expect(again.main.view().kind).toBe(kind);
      expect(readdirSync(copy.path)).not.toContain('set-aside.json');
      await again.stop();
      if (!isCut) break;
    }
    expect([...seen].sort()).toEqual(['ready', 'setup']);
  });
});

/** Runs `work` with files that end after so many calls; true when it did not come to its end. */
function cutAfter(calls: number, work: (files: AsideFiles) => void): boolean {
  let left = calls;
  const counted: AsideFiles = new Proxy(fs, {
    get: (target, name, receiver) => {
      const call: unknown = Reflect.get(target, name, receiver);
      if (typeof call !== 'function') return call;
      return (...args: unknown[]): unknown => {
        left -= 1;
        if (left < 0) throw new PowerGone();
        return Reflect.apply(call, target, args);
      };
    },
  });
  try {
    work(counted);
    return false;
  } catch (error) {
    if (error instanceof PowerGone) return true;
    throw error;
  }
}

class PowerGone extends Error {}
