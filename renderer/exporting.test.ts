import { describe, expect, it } from 'vitest';
import type { ExportTarget, ExportView } from '../shared/contracts/export-calls.ts';
import { arrange, settle, type Arranged } from './arrange.ts';
import { ready } from './stories/samples.ts';

const device: ExportTarget = { targetId: 'd1', kind: 'device', label: '/data/exports', freeBytes: 1e9, isWritable: true };
const stick: ExportTarget = { targetId: 's1', kind: 'drive', label: 'KINGSTON', freeBytes: 1e9, isWritable: true };
const running: ExportView = { kind: 'running', exportId: 'e1', phase: 'punches', written: 1, total: 2, isDriveSilent: false };

function closed(targets: ExportTarget[] = [device, stick], current: ExportView | null = null): Promise<Arranged> {
  return arrange(ready, { readExportTargets: { kind: 'targets', targets, current }, startExport: { kind: 'started', exportId: 'e1' }, cancelExport: { kind: 'cancelling' } });
}

async function opened(targets?: ExportTarget[], current?: ExportView): Promise<Arranged> {
  const arranged = await closed(targets, current);
  await arranged.model.kiosk.exporting.open('o1', 'pin');
  return arranged;
}

describe('exporting', () => {
  it('E8 prefers a drive to the kiosk itself, and never one that cannot be written to', async () => {
    expect((await opened()).model.kiosk.exporting.targetId).toBe('s1');
    expect((await opened([device, { ...stick, isWritable: false }])).model.kiosk.exporting.targetId).toBe('d1');
    const { model } = await opened([{ ...device, isWritable: false }]);
    expect(model.kiosk.exporting.canStart).toBe(false);
  });

  it('E8 sends the id of the place and the formats, never a path; without a format nothing begins', async () => {
    const { model, asked } = await opened();
    const { exporting } = model.kiosk;
    exporting.choose('d1');
    exporting.toggle('xlsx');
    await exporting.start();
    expect(asked('startExport')).toEqual([{ operatorSessionId: 'o1', targetId: 'd1', formats: ['json', 'csv'] }]);
    exporting.toggle('csv');
    exporting.toggle('json');
    await exporting.start();
    expect(asked('startExport')).toHaveLength(1);
    exporting.toggle('xlsx');
    exporting.toggle('json');
    expect(exporting.formats).toEqual(['json', 'xlsx']);
  });

  it('E8 keeps the chosen drive when somebody looks again, under its new id', async () => {
    const { model, main } = await opened();
    main.answer('readExportTargets', {
      kind: 'targets',
      targets: [
        { ...device, targetId: 'd2' },
        { ...stick, targetId: 's0', label: 'OTHER' },
        { ...stick, targetId: 's2' },
      ],
      current: null,
    });
    await model.kiosk.exporting.lookAgain();
    expect(model.kiosk.exporting.targetId).toBe('s2');
  });

  it('E8 J3 says that a drive is gone, after looking again', async () => {
    const { model, main } = await opened();
    main.answer('startExport', { kind: 'unknownTarget' });
    await model.kiosk.exporting.start();
    await settle();
    expect(model.kiosk.exporting.notice).toBe('gone');
  });

  it('E8 B7 nobody is sent away while it runs; afterwards the reset timer counts again', async () => {
    const { model, main, timers } = await opened();
    main.emit('exportChanged', running);
    timers.advance(600_000);
    expect(model.kiosk.screen.kind).toBe('export');
    expect(model.kiosk.idle.secondsLeft).toBeNull();
    await model.kiosk.exporting.cancel();
    expect(model.kiosk.exporting.isCancelling).toBe(true);
    main.emit('exportChanged', { kind: 'cancelled', exportId: 'e1' });
    expect(model.kiosk.exporting).toMatchObject({ isCancelling: false, view: { kind: 'cancelled' } });
    timers.advance(3_600_000);
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('E8 shows what main told while the drives were looked for, not the answer from before', async () => {
    const { model, main } = await closed();
    const opening = model.kiosk.exporting.open('o1', 'pin');
    main.emit('exportChanged', running);
    await opening;
    await settle();
    expect(model.kiosk.exporting.view).toEqual(running);
    expect(model.kiosk.exporting.targets).toHaveLength(2);
  });

  it('E8 finds the one that runs; K16 whose session is over is sent away', async () => {
    expect((await opened([device], running)).model.kiosk.exporting.isRunning).toBe(true);
    const { model, main } = await opened();
    main.answer('startExport', { kind: 'operatorEnded' });
    await model.kiosk.exporting.start();
    expect(model.kiosk.screen.kind).toBe('pin');
  });
});
