import { describe, expect, it } from 'vitest';
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import { benchConfiguration, serverError, SyncBench, unreachable } from '../test/support/sync-bench.ts';

const batchOf = (count: number, lastSequence = count) => ({ batchId: 'b', jwe: 'sealed', punchIds: Array.from({ length: count }, (_, index) => `p${index}`), recordIds: [], lastSequence, lastRecord: 0 });

async function finishSync(bench: SyncBench): Promise<void> {
  await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c2', chainEnd: null, sealingKey: null });
  await bench.script.settle('applyChanges', { kind: 'done' });
}

describe('when a sync begins', () => {
  it('D1 counts the interval from the completion of the last sync', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    bench.pass(100_000);
    await finishSync(bench);
    expect(bench.state).toBe('waiting');
    const dueAt = bench.time.now() + 600_000;
    while (bench.time.now() < dueAt - 10_000) {
      bench.pass(1_000);
      if (bench.is('probing')) await bench.ping('online');
    }
    expect(bench.script.asked.filter((name) => name === 'beginSync')).toHaveLength(1);
    while (bench.time.now() < dueAt + 1_000) {
      bench.pass(1_000);
      if (bench.is('probing')) await bench.ping('online');
    }
    expect(bench.script.asked.filter((name) => name === 'beginSync')).toHaveLength(2);
    expect(bench.script.inputs.completeSync).toEqual([{ recovery: false, failure: null, nextSyncAtMs: bench.script.inputs.completeSync[0]?.nextSyncAtMs }]);
  });

  it('K7 keeps to the stored time after a restart, and to one interval when the stored time cannot be true', async () => {
    const bench = new SyncBench();
    bench.configure({ nextSyncAtMs: bench.time.wallMs() + 86_400_000, syncIntervalMs: 5_000, probeIntervalMs: 60_000 });
    await bench.ping('online');
    bench.pass(4_900);
    expect(bench.state).toBe('waiting');
    bench.pass(200);
    expect(bench.context.probe.purpose).toBe('startSync');
  });

  it('H4 does not wait longer when the wall clock is moved back', async () => {
    const bench = new SyncBench();
    await bench.toWaiting({ syncIntervalMs: 5_000, probeIntervalMs: 60_000 });
    bench.time.jumpWall(-3_600_000);
    bench.pass(5_100);
    expect(bench.context.probe.purpose).toBe('startSync');
  });

  it('K7 begins with a recovery, at once, when main says that the last state was off line', async () => {
    const bench = new SyncBench();
    bench.configure({ startInRecovery: true, nextSyncAtMs: bench.time.wallMs() + 500_000 });
    await bench.ping('online');
    expect(bench.script.inputs.beginSync).toEqual([{ recovery: true }]);
  });

  it('K7, F3 runs a recovery when the server is back, with nothing pending as well: up, then down, then clearing', async () => {
    const bench = new SyncBench();
    await bench.toOffline();
    bench.pass(2_000);
    await bench.ping('online');
    expect(bench.script.inputs.beginSync).toEqual([{ recovery: true }]);
    await bench.script.settle('beginSync', { kind: 'begun', pending: 0, upToSequence: 0, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: false, statusDue: false });
    expect(bench.script.asked).not.toContain('uploadBatch');
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    await bench.script.settle('clear', { kind: 'cleared', punches: 0 });
    expect(bench.report).toMatchObject({ state: 'waiting', recovery: false, online: true });
    expect(bench.script.inputs.completeSync).toMatchObject([{ recovery: true, failure: null }]);
    expect(bench.script.asked.filter((step) => step !== 'probe')).toEqual(['beginSync', 'completeUpload', 'fetchPage', 'applyChanges', 'clear']);
  });

  it('I4 sends the status alone where nothing is pending and it is due, once a run, also where a proxy finds it too large', async () => {
    const bench = new SyncBench();
    const due = { kind: 'begun', pending: 0, upToSequence: 0, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: false, statusDue: true } as const;
    bench.configure();
    await bench.ping('online');
    await bench.script.settle('beginSync', due);
    await bench.script.settle('uploadBatch', { kind: 'settled', sent: 0, refused: 0, failed: 0, lastSequence: 0, lastRecord: 0, ahead: null });
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    expect(bench.script.inputs.uploadBatch).toMatchObject([{ isStatusAlone: true }]);
    bench.send({ type: 'syncNow' });
    await bench.ping('online');
    await bench.script.settle('beginSync', due);
    await bench.script.settle('uploadBatch', { kind: 'failed', failure: { kind: 'tooLarge' }, inHand: batchOf(0), sealingKey: null });
    await bench.script.settle('uploadBatch', { kind: 'nothingLeft' });
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    expect(bench.script.inputs.uploadBatch.map(({ isStatusAlone }) => isStatusAlone)).toEqual([true, true, false]);
    expect(bench.report).toMatchObject({ state: 'waiting', lastFailure: null });
  });

  it('E3 attempts a sync every interval while off line, and says that it failed', async () => {
    const bench = new SyncBench();
    await bench.toOffline({ syncIntervalMs: 5_000, probeIntervalMs: 60_000 });
    bench.pass(5_000);
    await bench.ping('away');
    expect(bench.state).toBe('offline');
    expect(bench.script.inputs.completeSync).toMatchObject([{ failure: { kind: 'unreachable' } }]);
  });
});

describe('when a sync does not go well', () => {
  async function failTimes(bench: SyncBench, times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await bench.failUpload(serverError());
      if (bench.state !== 'backingOff') return;
      while (bench.is('backingOff')) bench.pass(100);
      await bench.ping('online');
    }
  }

  it('K8 tries a failed step three times more, then the interval counts', async () => {
    const bench = new SyncBench();
    await bench.toUploading({ probeIntervalMs: 60_000 });
    while (bench.is('uploading')) await failTimes(bench, 1);
    expect(bench.script.asked.filter((name) => name === 'uploadBatch')).toHaveLength(4);
    expect(bench.state).toBe('waiting');
    expect(bench.report.nextSyncAtMs).toBe(bench.time.wallMs() + 600_000);
    expect(bench.script.inputs.completeSync).toMatchObject([{ failure: { kind: 'serverError' } }]);
  });

  it('K8 lets Retry-After win over the backoff, over Sync now and over the interval', async () => {
    const bench = new SyncBench();
    await bench.toUploading({ syncIntervalMs: 20_000, probeIntervalMs: 60_000 });
    await bench.failUpload(serverError(120_000));
    const askedUntil = bench.time.now() + 120_000;
    while (bench.time.now() < askedUntil) {
      bench.send({ type: 'syncNow' });
      bench.pass(500);
      if (bench.is('probing')) await bench.ping('online');
      expect(bench.script.asked.filter((name) => name === 'uploadBatch')).toHaveLength(1);
    }
    bench.pass(1_000);
    await bench.ping('online');
    expect(bench.state).toBe('uploading');
  });

  it('F1 does not begin a recovery before the Retry-After of a ping has passed', async () => {
    const bench = new SyncBench();
    await bench.toOffline();
    bench.pass(2_000);
    await bench.script.settle('probe', { kind: 'failed', failure: serverError(30_000) });
    bench.configure({ deviceToken: 'another-token' });
    await bench.ping('online');
    expect(bench.report).toMatchObject({ state: 'waiting', recovery: true });
    while (!bench.is('uploading')) {
      bench.pass(500);
      if (bench.is('probing')) await bench.ping('online');
    }
    expect(bench.time.now()).toBeGreaterThanOrEqual(30_000);
  });

  it('E3 lets no proxy silence it: Retry-After counts only with our own problem code', async () => {
    const bench = new SyncBench();
    await bench.toOffline();
    bench.pass(2_000);
    await bench.script.settle('probe', { kind: 'failed', failure: { kind: 'serverError', status: 503, code: null, retryAfterMs: 3_600_000 } });
    bench.pass(2_000);
    expect(bench.state).toBe('probing');
  });

  it('K8 halves a batch that is too large, down to one, and passes a single one over', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    const tooLarge = (count: number, last: number) => bench.script.settle('uploadBatch', { kind: 'failed', failure: { kind: 'tooLarge' }, inHand: batchOf(count, last), sealingKey: null });
    await tooLarge(3, 3);
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ maxCount: 2, afterSequence: 0, inHand: null });
    await tooLarge(2, 2);
    await tooLarge(1, 1);
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ maxCount: 1000, afterSequence: 1, inHand: null });
    expect(bench.logged).toContain('sync.punchTooLarge');
    expect(bench.context.run?.retries).toBe(0);
  });

  it('D2 sends the same batch with the same id when it tries again, and half of it when the link is slow', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    await bench.script.settle('uploadBatch', { kind: 'failed', failure: serverError(), inHand: batchOf(3), sealingKey: null });
    bench.pass(3_000);
    await bench.ping('online');
    expect(bench.script.inputs.uploadBatch.at(-1)?.inHand).toEqual(batchOf(3));
    await bench.script.settle('uploadBatch', { kind: 'failed', failure: { kind: 'timeout' }, inHand: batchOf(3), sealingKey: null });
    await bench.ping('online');
    while (bench.is('backingOff')) bench.pass(100);
    await bench.ping('online');
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ inHand: null, maxCount: 2 });
  });

  it('D2 seals a batch anew under its own id when the server has another key, once a run, and uses up no retry', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    await bench.replaceKey();
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ batchId: 'b1', inHand: null, afterSequence: 0, configuration: { sealingKey: { kid: 'key-2' } } });
    expect(bench.context.run?.retries).toBe(0);
    await bench.replaceKey();
    expect(bench.state).toBe('backingOff');
    expect(bench.context.lastFailure).toMatchObject({ code: 'sealingKeyUnknown' });
  });

  it('D2 takes the key that came with the changes for the batches that follow', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c2', chainEnd: null, sealingKey: { ...benchConfiguration.sealingKey, kid: 'key-2' } });
    expect(bench.context.configuration?.sealingKey.kid).toBe('key-2');
    bench.configure({ sealingKey: { ...benchConfiguration.sealingKey, kid: 'key-2' }, syncIntervalMs: 300_000 });
    expect(bench.state).toBe('downloading');
  });

  it('K7 stays a recovery when the upload is broken off', async () => {
    const bench = new SyncBench();
    await bench.toUploading({ startInRecovery: true });
    await bench.failUpload(unreachable);
    await bench.ping('away');
    expect(bench.report).toMatchObject({ state: 'offline', recovery: true });
    bench.pass(2_000);
    await bench.ping('online');
    expect(bench.script.inputs.beginSync.at(-1)).toEqual({ recovery: true });
  });

  it('K7 does not clear when the download is broken off, and clears in the next good cycle', async () => {
    const bench = new SyncBench();
    await bench.toDownloading({ startInRecovery: true, probeIntervalMs: 60_000 });
    while (bench.is('downloading')) {
      await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'badAnswer' } });
      while (bench.is('backingOff')) bench.pass(100);
      if (bench.is('probing')) await bench.ping('online');
    }
    expect(bench.report).toMatchObject({ state: 'waiting', recovery: true });
    expect(bench.script.asked).not.toContain('clear');
    bench.send({ type: 'syncNow' });
    await bench.ping('online');
    await bench.script.settle('beginSync', { kind: 'begun', pending: 0, upToSequence: 0, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: false, statusDue: false });
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    expect(bench.script.isOpen('clear')).toBe(true);
  });

  it('D9 waits for a token when the server knows it no more, keeps pinging, and goes on with a new one', async () => {
    const bench = new SyncBench();
    await bench.toUnauthorised();
    expect(bench.script.inputs.completeSync).toMatchObject([{ failure: { kind: 'unauthorised' } }]);
    bench.pass(8_000);
    await bench.ping('strange');
    expect(bench.report).toMatchObject({ state: 'unauthorised', online: true });
    bench.configure({ deviceToken: 'a-new-token' });
    await bench.ping('online');
    expect(bench.state).toBe('uploading');
  });

  const expired: SyncFailure = { kind: 'unauthorised', code: 'tokenExpired' };

  it('D9 asks for a new token when the old one has expired, and sends the same batch again with it', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    await bench.script.settle('uploadBatch', { kind: 'failed', failure: expired, inHand: batchOf(3), sealingKey: null });
    expect(bench.state).toBe('renewing');
    await bench.script.settle('renewToken', { kind: 'renewed', deviceToken: 'token-2' });
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ inHand: batchOf(3), configuration: { deviceToken: 'token-2' } });
    expect(bench.report.lastFailure).toBeNull();
    expect(bench.logged).toContain('sync.tokenRenewed');
  });

  it('D9 goes on with the page that was refused, when the token expires during a download', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    await bench.script.settle('fetchPage', { kind: 'failed', failure: expired });
    await bench.script.settle('renewToken', { kind: 'renewed', deviceToken: 'token-2' });
    expect(bench.script.inputs.fetchPage.at(-1)).toMatchObject({ first: true, source: { kind: 'changes', cursor: 'c1' }, configuration: { deviceToken: 'token-2' } });
  });

  it('D9 asks once a run: a second expiry ends it unauthorised', async () => {
    const bench = new SyncBench();
    await bench.toRenewing();
    await bench.script.settle('renewToken', { kind: 'renewed', deviceToken: 'token-2' });
    await bench.failUpload(expired);
    expect(bench.report).toMatchObject({ state: 'unauthorised', lastFailure: expired });
  });

  it('D9 tries again when the answer to a renewal is lost, and holds to Retry-After', async () => {
    const bench = new SyncBench();
    await bench.toRenewing();
    await bench.script.settle('renewToken', { kind: 'failed', failure: unreachable });
    await bench.ping('online');
    while (bench.is('backingOff')) bench.pass(100);
    await bench.ping('online');
    expect(bench.state).toBe('renewing');
    await bench.script.settle('renewToken', { kind: 'failed', failure: serverError(20_000) });
    bench.pass(19_900);
    while (bench.is('probing')) await bench.ping('online');
    expect(bench.script.inputs.renewToken).toHaveLength(2);
  });

  it('D9 renews before the upload when main finds the token old, also with nothing to send', async () => {
    const bench = new SyncBench();
    bench.configure();
    await bench.ping('online');
    await bench.script.settle('beginSync', { kind: 'begun', pending: 0, upToSequence: 0, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: true, statusDue: false });
    expect(bench.state).toBe('renewing');
    await bench.script.settle('renewToken', { kind: 'renewed', deviceToken: 'token-2' });
    await bench.script.settle('uploadBatch', { kind: 'nothingLeft' });
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    expect(bench.report).toMatchObject({ state: 'waiting', lastFailure: null });
  });

  it('D9 goes on with the old token when an early renewal fails, and does not ask again in this run', async () => {
    const bench = new SyncBench();
    bench.configure();
    await bench.ping('online');
    await bench.script.settle('beginSync', { kind: 'begun', pending: 3, upToSequence: 3, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: true, statusDue: false });
    await bench.script.settle('renewToken', { kind: 'failed', failure: { kind: 'mainRefused' } });
    while (bench.is('backingOff')) bench.pass(100);
    await bench.ping('online');
    expect(bench.state).toBe('uploading');
    await bench.settleAll();
    await bench.script.settle('completeUpload', { kind: 'done' });
    await finishSync(bench);
    expect(bench.script.inputs.renewToken).toHaveLength(1);
    expect(bench.logged).toContain('sync.tokenNotRenewed');
  });

  it('D6 downloads all employees anew when the server does not know the cursor, once', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'cursorUnknown' } });
    expect(bench.script.inputs.fetchPage.at(-1)).toMatchObject({ source: { kind: 'full', after: null }, first: true });
    await bench.script.settle('fetchPage', { kind: 'staged', next: { kind: 'full', after: 'e9' }, cursor: 'c5', chainEnd: null, sealingKey: null });
    await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c7', chainEnd: null, sealingKey: null });
    expect(bench.context.run?.retries).toBe(0);
    expect(bench.script.inputs.applyChanges).toEqual([]);
    // Who is at work stands in the changes: those since the first page, before anything is in force.
    expect(bench.script.inputs.fetchPage.at(-1)).toMatchObject({ source: { kind: 'changes', cursor: 'c5' }, first: false });
    await bench.script.settle('fetchPage', { kind: 'staged', next: { kind: 'changes', cursor: 'c8' }, cursor: 'c8', chainEnd: null, sealingKey: null });
    await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c9', chainEnd: null, sealingKey: null });
    expect(bench.script.inputs.applyChanges).toEqual([{ cursor: 'c9', chainEnd: null }]);
  });

  it('D6 does not go round for ever when the cursor behind a full download is unknown as well: a step that failed, and then anew', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'cursorUnknown' } });
    await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c5', chainEnd: null, sealingKey: null });
    await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'cursorUnknown' } });
    expect(bench.state).toBe('backingOff');
    expect(bench.context.run).toMatchObject({ retries: 1, source: { kind: 'full', after: null }, isFirstPage: true });
  });

  it('D6 does not go round for ever when a full download ends in an unknown cursor too', async () => {
    const bench = new SyncBench();
    await bench.toDownloading();
    await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'cursorUnknown' } });
    await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'cursorUnknown' } });
    expect(bench.state).toBe('backingOff');
  });

  it('F7 reports how many of the punches that belong to this sync are answered', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    expect(bench.report.progress).toEqual({ sent: 0, total: 3 });
    await bench.script.settle('uploadBatch', { kind: 'settled', sent: 2, refused: 0, failed: 0, lastSequence: 2, lastRecord: 0, ahead: batchOf(1, 3) });
    expect(bench.report.progress).toEqual({ sent: 2, total: 3 });
    expect(bench.script.inputs.uploadBatch.at(-1)?.inHand).toEqual(batchOf(1, 3));
  });
});
