import { describe, expect, it } from 'vitest';
import type { SelfTestView } from '../shared/contracts/diagnostics-calls.ts';
import { arrange, settle, type Arranged } from './arrange.ts';
import { quietView } from './stories/diagnostics-stories.ts';
import { administrator, signedInAs } from './stories/admin-stories.ts';
import { ready } from './stories/samples.ts';

const lines = [{ logId: 1, at: '2026-11-23T15:31:12.410Z', level: 'info' as const, event: 'sync.completed', fields: {}, session: 1 }];
const made = { kind: 'made' as const, file: 'f.zip', folder: '/support', bytes: 1, sha256: 'x', entries: [] };

async function opened(): Promise<Arranged> {
  const arranged = await arrange(ready, {
    readDiagnostics: { kind: 'read', view: quietView },
    readSyncLog: { kind: 'read', lines, sessions: [] },
    testUpload: { kind: 'started' },
    makeSupportBundle: made,
    syncAsOperator: { kind: 'started' },
    endOperator: { kind: 'ended' },
  });
  await arranged.model.kiosk.diagnosing.open('o1');
  return arranged;
}

describe('the diagnostics panel', () => {
  it('G3 reads when it opens, when main nudges it, and every few seconds; nothing once somebody has left', async () => {
    const { model, main, timers, asked } = await opened();
    expect(model.kiosk.diagnosing.view).toEqual(quietView);
    expect([asked('readDiagnostics').length, asked('readSyncLog').length]).toEqual([1, 1]);
    main.emit('diagnosticsChanged', {});
    await settle();
    expect([asked('readDiagnostics').length, asked('readSyncLog').length]).toEqual([2, 2]);
    timers.advance(5_000);
    await settle();
    expect(asked('readDiagnostics')).toHaveLength(3);
    model.kiosk.leave();
    main.emit('diagnosticsChanged', {});
    timers.advance(60_000);
    await settle();
    expect(asked('readDiagnostics')).toHaveLength(3);
    expect([model.kiosk.diagnosing.view, model.kiosk.diagnosing.lines]).toEqual([null, []]);
  });

  it('G3 filters by level, sync and text, and follows only while it is told to', async () => {
    const { model, main, timers, asked } = await opened();
    const { diagnosing } = model.kiosk;
    await diagnosing.showLevel('warning');
    await diagnosing.showSession(871);
    for (const text of ['t', 'ti', 'time']) diagnosing.type(text);
    timers.advance(300);
    await settle();
    expect(asked('readSyncLog').slice(1)).toEqual([
      { operatorSessionId: 'o1', level: 'warning', session: null, text: null, limit: 40 },
      { operatorSessionId: 'o1', level: 'warning', session: 871, text: null, limit: 40 },
      { operatorSessionId: 'o1', level: 'warning', session: 871, text: 'time', limit: 40 },
    ]);
    await diagnosing.follow();
    main.emit('diagnosticsChanged', {});
    await settle();
    expect(asked('readSyncLog')).toHaveLength(4);
    await diagnosing.follow();
    expect(asked('readSyncLog')).toHaveLength(5);
  });

  it('G3 shows no more than 200 lines, 40 more at a touch', async () => {
    const { model, main } = await opened();
    const { diagnosing } = model.kiosk;
    main.answer('readSyncLog', { kind: 'read', sessions: [], lines: Array.from({ length: 200 }, (_, logId) => ({ ...lines[0], logId, at: '2026-11-23T15:31:12.410Z', level: 'info', event: 'e', fields: {}, session: null })) });
    const limits: number[] = [];
    for (let touch = 0; touch < 5; touch += 1) {
      await diagnosing.showMore();
      limits.push(diagnosing.limit);
    }
    expect(limits).toEqual([80, 120, 160, 200, 200]);
    expect(diagnosing.canShowMore).toBe(false);
  });

  it('G3 one self-test and one bundle at a time, and the choice of personal data goes with the bundle', async () => {
    const { model, main, asked } = await opened();
    const { diagnosing } = model.kiosk;
    await diagnosing.test();
    const running: SelfTestView = { startedAt: quietView.now, isRunning: true, steps: [] };
    main.answer('readDiagnostics', { kind: 'read', view: { ...quietView, selfTest: running } });
    await diagnosing.changed();
    await diagnosing.test();
    expect(asked('testUpload')).toHaveLength(1);
    diagnosing.withPersonalData = true;
    await Promise.all([diagnosing.makeBundle(), diagnosing.makeBundle()]);
    expect(asked('makeSupportBundle')).toEqual([{ operatorSessionId: 'o1', personalData: 'with' }]);
    expect(diagnosing.bundle).toEqual(made);
  });

  it('K16 G3 whoever is signed out by main stands at the PIN screen, whatever was asked', async () => {
    for (const name of ['readDiagnostics', 'readSyncLog', 'testUpload', 'makeSupportBundle', 'syncAsOperator'] as const) {
      const { model, main } = await opened();
      const { diagnosing } = model.kiosk;
      main.answer(name, { kind: 'operatorEnded' });
      await { readDiagnostics: () => diagnosing.arrive(), readSyncLog: () => diagnosing.arrive(), testUpload: () => diagnosing.test(), makeSupportBundle: () => diagnosing.makeBundle(), syncAsOperator: () => diagnosing.syncNow() }[name]();
      expect(model.kiosk.screen.kind).toBe('pin');
    }
  });

  it('J3 says that it could not read, and keeps what it had', async () => {
    const { model, main } = await opened();
    const { diagnosing } = model.kiosk;
    main.answerBadly('readDiagnostics', { kind: 'read', view: { nonsense: true } });
    await diagnosing.changed();
    expect([diagnosing.hasFailed, diagnosing.view]).toEqual([true, quietView]);
    main.answer('readDiagnostics', { kind: 'read', view: quietView });
    await diagnosing.changed();
    expect(diagnosing.hasFailed).toBe(false);
  });

  it('G2 G3 opens from its tile, and leads back to the tiles', async () => {
    const { model, main } = await opened();
    model.kiosk.leave();
    main.answer('signInOperator', signedInAs(administrator));
    main.answer('readAdmin', administrator);
    const { administration, diagnosing } = model.kiosk;
    administration.ask('admin');
    administration.entry.type('username', 'm.alvarez');
    administration.entry.type('password', 'a-long-secret');
    administration.entry.field = 'password';
    void administration.signIn();
    for (let answers = 0; answers < 4; answers += 1) await settle();
    await diagnosing.open(signedInAs(administrator).operatorSessionId);
    expect(model.kiosk.screen).toEqual({ kind: 'diagnostics', operatorSessionId: signedInAs(administrator).operatorSessionId });
    model.kiosk.goBack();
    expect(model.kiosk.screen).toMatchObject({ kind: 'admin', page: 'tiles' });
  });
});
