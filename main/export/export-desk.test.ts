/** E8 as the page sees it: who may, where to, how far, and what an export covers afterwards (A10). */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import { formRecord } from '../../test/support/outbox-records.ts';
import { arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { giveSealingKey, manifestIn } from '../../test/support/exports.ts';
import { keepRecord } from '../outbox.ts';
import { cancelExport } from '../use-cases/cancel-export.ts';
import { readExportTargets } from '../use-cases/read-export-targets.ts';
import { startExport } from '../use-cases/start-export.ts';
import { unsafeToDiscard } from './exported-up-to.ts';

const pins = ['111111', '222222'];

async function arrange(): Promise<KioskInProcess & { readonly operatorSessionId: string }> {
  const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin)));
  for (const pin of pins) await punchOnce(arranged.kiosk, pin);
  giveSealingKey(arranged.kiosk);
  const { operatorSessionId } = arranged.kiosk.operators.begin({ userId: 'u-maria', username: 'maria', role: 'supervisor' }, []);
  return { ...arranged, operatorSessionId };
}

type Targets = Extract<CallAnswer<'readExportTargets'>, { kind: 'targets' }>;

async function targetsOf({ kiosk, operatorSessionId }: { readonly kiosk: KioskInProcess['kiosk']; readonly operatorSessionId: string }): Promise<Targets> {
  const answer = await readExportTargets(kiosk, { operatorSessionId });
  if (answer.kind !== 'targets') throw new Error(answer.kind);
  return answer;
}

/** Starts one onto the kiosk's own folder and waits for its end. */
async function exportHere(arranged: Awaited<ReturnType<typeof arrange>>, formats: ('csv' | 'xlsx' | 'json')[] = ['json']): Promise<void> {
  const { targets } = await targetsOf(arranged);
  const started = startExport(arranged.kiosk, { operatorSessionId: arranged.operatorSessionId, targetId: targets[0]?.targetId ?? '', formats });
  expect(started.kind).toBe('started');
  await ended(arranged);
}

async function ended({ kiosk }: KioskInProcess): Promise<void> {
  while (kiosk.exports.current?.kind === 'running') await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('an export from the screen', () => {
  it('E8 K16 is for whoever has signed in and may: anybody else is told so', async () => {
    const { kiosk, operatorSessionId } = await arrange();
    expect(await readExportTargets(kiosk, { operatorSessionId: 'made-up' })).toEqual({ kind: 'operatorEnded' });
    expect(startExport(kiosk, { operatorSessionId: 'made-up', targetId: 't', formats: ['csv'] })).toEqual({ kind: 'operatorEnded' });
    expect(cancelExport(kiosk, { operatorSessionId: 'made-up' })).toEqual({ kind: 'operatorEnded' });
    kiosk.operators.end(operatorSessionId);
    expect(await readExportTargets(kiosk, { operatorSessionId })).toEqual({ kind: 'operatorEnded' });
  });

  it('E8 K16 keeps the session of whoever waits for its end, and brings back none that was ended', async () => {
    const arranged = await arrange();
    const touched = vi.spyOn(arranged.kiosk.operators, 'touch');
    await exportHere(arranged);
    // One for the targets, one for the start, the others as it went on.
    expect(touched.mock.calls.length).toBeGreaterThan(2);
    arranged.kiosk.operators.end(arranged.operatorSessionId);
    expect(arranged.kiosk.operators.touch(arranged.operatorSessionId)).toBeNull();
  });

  it('E8 goes to a place that main offered, tells how far it is, and who made it stands in the manifest', async () => {
    const arranged = await arrange();
    const { targets, current } = await targetsOf(arranged);
    expect(current).toBeNull();
    expect(targets[0]).toMatchObject({ kind: 'device', label: join(arranged.folder, 'exports'), isWritable: true });
    expect(Object.keys(targets[0] ?? {})).not.toContain('path');
    await exportHere(arranged, ['csv', 'json']);
    const views = arranged.events.filter(({ name }) => name === 'exportChanged').map(({ body }) => body as { kind: string });
    expect(views[0]).toMatchObject({ kind: 'running', written: 0 });
    expect(views.at(-1)).toMatchObject({ kind: 'done', punches: { pending: 2 }, records: 0, fromJournal: 0, target: { kind: 'device' } });
    const [folder = ''] = readdirSync(join(arranged.folder, 'exports'));
    expect(manifestIn(join(arranged.folder, 'exports', folder)).madeBy).toEqual({ userId: 'u-maria', username: 'maria' });
    expect((await targetsOf(arranged)).current).toMatchObject({ kind: 'done', folder });
    expect(arranged.logged.map(({ event }) => event)).toEqual(expect.arrayContaining(['export.started', 'export.done']));
  });

  it('E8 J3 no path, no made-up place, no place of an earlier look, and one at a time', async () => {
    const arranged = await arrange();
    const { kiosk, operatorSessionId } = arranged;
    const [first] = (await targetsOf(arranged)).targets;
    const [now] = (await targetsOf(arranged)).targets;
    for (const targetId of ['/tmp', '..', first?.targetId ?? '']) expect(startExport(kiosk, { operatorSessionId, targetId, formats: ['csv'] })).toEqual({ kind: 'unknownTarget' });
    expect(startExport(kiosk, { operatorSessionId, targetId: now?.targetId ?? '', formats: ['csv'] }).kind).toBe('started');
    expect(startExport(kiosk, { operatorSessionId, targetId: now?.targetId ?? '', formats: ['csv'] })).toEqual({ kind: 'busy' });
    await ended(arranged);
  });

  it('E8 can be cancelled, and then nothing is there; main that stops cancels it as well', async () => {
    const arranged = await arrange();
    const { kiosk, operatorSessionId } = arranged;
    expect(cancelExport(kiosk, { operatorSessionId })).toEqual({ kind: 'nothingRuns' });
    for (const stop of [() => Promise.resolve(cancelExport(kiosk, { operatorSessionId })), () => kiosk.exports.stop()]) {
      const [target] = (await targetsOf(arranged)).targets;
      startExport(kiosk, { operatorSessionId, targetId: target?.targetId ?? '', formats: ['csv', 'xlsx', 'json'] });
      await stop();
      await ended(arranged);
      expect(kiosk.exports.current?.kind).toBe('cancelled');
      expect(readdirSync(join(arranged.folder, 'exports'))).toEqual([]);
    }
  });

  it('E8 J3 a folder that something else holds the name of: a failure with its reason, and punching goes on', async () => {
    const arranged = await arrange();
    const [target] = (await targetsOf(arranged)).targets;
    rmSync(join(arranged.folder, 'exports'), { recursive: true });
    writeFileSync(join(arranged.folder, 'exports'), '');
    startExport(arranged.kiosk, { operatorSessionId: arranged.operatorSessionId, targetId: target?.targetId ?? '', formats: ['csv'] });
    await ended(arranged);
    expect(arranged.kiosk.exports.current).toMatchObject({ kind: 'failed', reason: 'driveGone' });
    rmSync(join(arranged.folder, 'exports'));
    mkdirSync(join(arranged.folder, 'exports'));
    arranged.clock.advance(120_000);
    await punchOnce(arranged.kiosk, '111111');
  });
});

describe('what may be discarded', () => {
  it('E8 K16 only what is settled or in an export that can be imported; what was made since is named', async () => {
    const arranged = await arrange();
    const { kiosk } = arranged;
    expect(unsafeToDiscard(kiosk)).toEqual({ punches: 2, records: 0, unsettled: 2, exportedAtMs: null });
    await exportHere(arranged, ['csv', 'xlsx']);
    expect(unsafeToDiscard(kiosk)).toMatchObject({ punches: 2, exportedAtMs: null });
    arranged.clock.advance(1000);
    await exportHere(arranged, ['json']);
    expect(unsafeToDiscard(kiosk)).toEqual({ punches: 0, records: 0, unsettled: 2, exportedAtMs: arranged.clock.wallMs() });
    arranged.clock.advance(3_600_000);
    await punchOnce(kiosk, '111111');
    const { recordId: _id, deviceInstant: _device, bestKnownInstant: _instant, ...form } = formRecord({ at: '2026-11-23T15:00:00.000Z' });
    keepRecord(kiosk, form);
    expect(unsafeToDiscard(kiosk)).toMatchObject({ punches: 1, records: 1, unsettled: 4 });
  });
});
