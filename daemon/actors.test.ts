import { describe, expect, it } from 'vitest';
import type { DaemonConfiguration } from '../shared/contracts/daemon.ts';
import type { BatchAnswer } from '../shared/contracts/http.ts';
import { createSyncSteps } from './actors.ts';
import type { MainCalls } from './main-link.ts';
import type { ServerReply } from './server-answer.ts';
import type { ServerClient } from './server-client.ts';
import type { BatchInHand, SyncSteps, UploadInput, UploadOutcome } from './sync-steps.ts';

const configuration: DaemonConfiguration = {
  serverUrl: 'https://server.example',
  deviceToken: 'token-1',
  deviceId: 'kiosk-1',
  sealingKey: { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  appVersion: '0.1.0',
  syncIntervalMs: 600_000,
  probeIntervalMs: 2_000,
  nextSyncAtMs: null,
  startInRecovery: true,
};
const firstInput: UploadInput = { configuration, recovery: true, lastSyncAt: null, isStatusAlone: false, afterSequence: 0, afterRecord: 0, upToSequence: 3, upToRecord: 0, maxCount: 1, batchId: null, inHand: null };

interface Posted {
  readonly jwe: string;
  readonly token: string | null;
  readonly signal: AbortSignal | undefined;
  answer(): void;
}

interface Arranged {
  readonly steps: SyncSteps;
  /** Requests in the order in which they were sent; each is answered by hand. */
  readonly posted: Posted[];
  /** How main ends the settling that is under way. */
  readonly settle: (outcome: 'stored' | 'refused') => void;
}

/** One punch a batch; a batch's jwe is its punch's id. */
function arrange(): Arranged {
  const posted: Posted[] = [];
  let endSettling: (outcome: 'stored' | 'refused') => void = () => undefined;
  const client: Pick<ServerClient, 'ask'> = {
    ask: (_route, request, signal) =>
      new Promise((resolve) => {
        const jwe = request.body.kind === 'sealed' ? request.body.jwe : '';
        const answer: BatchAnswer = {
          batchId: jwe,
          serverInstant: '2026-11-23T14:00:00.000Z',
          verdicts: [{ kind: 'accepted', punchId: jwe, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }],
          recordVerdicts: [],
          temporaryEmployees: [],
          chainEnd: { sequenceNumber: 0, hash: '0'.repeat(64) },
          chainGaps: [],
        };
        posted.push({ jwe, token: request.deviceToken, signal, answer: () => resolve({ kind: 'answered', answer, serverEpoch: 'e', roundTripMs: 1 } as unknown as ServerReply<never>) });
      }),
  };
  const main: MainCalls = {
    call: async (name, input) => {
      if (name === 'takeBatch') {
        const sequence = (input as { afterSequence: number }).afterSequence + 1;
        return { kind: 'answered', answer: { punches: [JSON.stringify({ punchId: idOf(sequence) })], records: [], lastSequence: sequence, lastRecord: 0 } as never };
      }
      const outcome = await new Promise<'stored' | 'refused'>((resolve) => (endSettling = resolve));
      return outcome === 'stored' ? { kind: 'answered', answer: { kind: 'done', synced: 1, refused: 0 } as never } : { kind: 'refused', reason: 'internal' };
    },
  };
  let batches = 0;
  const seal = (open: { punches: readonly string[] }): Promise<string> => Promise.resolve((JSON.parse(open.punches[0] ?? '{}') as { punchId: string }).punchId);
  const steps = createSyncSteps({ client, main, seal, newBatchId: () => idOf((batches += 1)), newNonce: () => 'nonce-nonce', onServerTime: () => undefined, log: () => undefined });
  return { steps, posted, settle: (outcome) => endSettling(outcome) };
}

function idOf(sequence: number): string {
  return `01912345-0000-7000-8000-${String(sequence).padStart(12, '0')}`;
}

/** Lets everything go on that only waits for its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** The first batch is answered, and main is about to store its verdicts. */
async function upToSettling(arranged: Arranged): Promise<{ uploading: Promise<UploadOutcome>; leave: AbortController }> {
  const leave = new AbortController();
  const uploading = arranged.steps.uploadBatch(firstInput, leave.signal);
  await settled();
  arranged.posted[0]?.answer();
  await settled();
  return { uploading, leave };
}

function aheadOf(outcome: UploadOutcome): BatchInHand | null {
  return outcome.kind === 'settled' ? outcome.ahead : null;
}

describe('uploading batch after batch', () => {
  it('F2 sends the next batch while main stores the verdicts on the one before, and never twice', async () => {
    const arranged = arrange();
    const { uploading } = await upToSettling(arranged);
    expect(arranged.posted.map((request) => request.jwe)).toEqual([idOf(1), idOf(2)]);
    arranged.settle('stored');
    const outcome = await uploading;
    const next = arranged.steps.uploadBatch({ ...firstInput, afterSequence: 1, inHand: aheadOf(outcome) }, new AbortController().signal);
    await settled();
    arranged.posted[1]?.answer();
    await settled();
    arranged.settle('stored');
    expect(await next).toMatchObject({ kind: 'settled', lastSequence: 2 });
    expect(arranged.posted.map((request) => request.jwe)).toEqual([idOf(1), idOf(2), idOf(3)]);
  });

  it('H2 calls it back when main did not store the one before', async () => {
    const arranged = arrange();
    const { uploading } = await upToSettling(arranged);
    arranged.settle('refused');
    expect(await uploading).toMatchObject({ kind: 'failed', failure: { kind: 'mainRefused' }, inHand: { punchIds: [idOf(1)] } });
    expect(arranged.posted[1]?.signal?.aborted).toBe(true);
  });

  it('D9 sends it again under another token', async () => {
    const arranged = arrange();
    const { uploading } = await upToSettling(arranged);
    arranged.settle('stored');
    const inHand = aheadOf(await uploading);
    void arranged.steps.uploadBatch({ ...firstInput, configuration: { ...configuration, deviceToken: 'token-2' }, afterSequence: 1, inHand }, new AbortController().signal);
    await settled();
    expect(arranged.posted.map((request) => [request.jwe, request.token])).toEqual([
      [idOf(1), 'token-1'],
      [idOf(2), 'token-1'],
      [idOf(2), 'token-2'],
    ]);
    expect(arranged.posted[1]?.signal?.aborted).toBe(true);
  });

  it('D8 breaks it off when the machine leaves the upload', async () => {
    const arranged = arrange();
    const { leave } = await upToSettling(arranged);
    leave.abort();
    expect(arranged.posted[1]?.signal?.aborted).toBe(true);
  });
});

describe('renewing the token', () => {
  const renewed = { deviceToken: 'a-new-token'.padEnd(40, '0'), tokenExpiresAt: '2027-02-21T14:00:00.000Z' };

  /** What main answers to `storeToken`, and what it was told. */
  async function renew(main: 'stores' | 'refuses'): Promise<{ outcome: unknown; asked: unknown[]; told: unknown[] }> {
    const asked: unknown[] = [];
    const told: unknown[] = [];
    const steps = createSyncSteps({
      client: {
        ask: (route, request) => {
          asked.push([route, request.deviceToken, request.body]);
          return Promise.resolve({ kind: 'answered', answer: renewed, serverEpoch: 'e', roundTripMs: 1 } as unknown as ServerReply<never>);
        },
      },
      main: {
        call: (name, input) => {
          told.push([name, input]);
          return Promise.resolve(main === 'stores' ? { kind: 'answered', answer: { kind: 'done' } as never } : { kind: 'refused', reason: 'internal' });
        },
      },
      seal: () => Promise.resolve(''),
      newBatchId: () => idOf(1),
      newNonce: () => 'nonce-nonce',
      onServerTime: () => undefined,
      log: () => undefined,
    });
    return { outcome: await steps.renewToken({ configuration }, new AbortController().signal), asked, told };
  }

  it('D9 is done only when main has stored the new token, with the one that it replaces', async () => {
    expect(await renew('stores')).toEqual({
      outcome: { kind: 'renewed', deviceToken: renewed.deviceToken },
      asked: [['renewToken', 'token-1', { kind: 'none' }]],
      told: [['storeToken', { ...renewed, replaces: 'token-1' }]],
    });
  });

  it('D9 goes on with the old token when main could not store the new one', async () => {
    expect((await renew('refuses')).outcome).toEqual({ kind: 'failed', failure: { kind: 'mainRefused' } });
  });
});

it('E1 F1 waits longer for the answer to a ping off line, and still not beyond the 5 s of a recovery', async () => {
  const limits: number[] = [];
  const steps = createSyncSteps({
    client: { ask: (_route, { timeoutMs }) => (limits.push(timeoutMs), Promise.resolve({ kind: 'failed', failure: { kind: 'timeout' } })) },
    main: { call: () => Promise.reject(new Error('main is not asked')) },
    seal: () => Promise.resolve(''),
    newBatchId: () => idOf(1),
    newNonce: () => 'nonce-nonce',
    onServerTime: () => undefined,
    log: () => undefined,
  });
  for (const isOffline of [false, true]) await steps.probe({ configuration, isOffline }, new AbortController().signal);
  expect(limits).toEqual([3_000, 4_500]);
});

describe('the time that answers bear', () => {
  /** The routes whose answers told main the time. */
  async function heardFrom(take: (steps: SyncSteps) => Promise<unknown>, answer: object): Promise<number> {
    let heard = 0;
    const reply = { kind: 'answered', answer: { serverInstant: '2026-11-23T14:00:00.000Z', ...answer }, serverEpoch: 'e', roundTripMs: 1 } as unknown as ServerReply<never>;
    const steps = createSyncSteps({
      client: { ask: () => Promise.resolve(reply) },
      main: { call: () => Promise.resolve({ kind: 'answered', answer: { kind: 'done' } as never }) },
      seal: () => Promise.resolve(''),
      newBatchId: () => idOf(1),
      newNonce: () => 'nonce-nonce',
      onServerTime: () => (heard += 1),
      log: () => undefined,
    });
    await take(steps);
    return heard;
  }
  const { signal } = new AbortController();

  it('H4 counts where the answer repeats our nonce or our batch, and not where it may be an old one that was kept on the way', async () => {
    const ping = (steps: SyncSteps): Promise<unknown> => steps.probe({ configuration, isOffline: false }, signal);
    expect(await heardFrom(ping, { nonce: 'nonce-nonce', authenticated: true })).toBe(1);
    expect(await heardFrom(ping, { nonce: 'an old nonce', authenticated: true })).toBe(0);
    const inHand: BatchInHand = { batchId: 'batch-1', jwe: '', punchIds: [], recordIds: [], lastSequence: 3, lastRecord: 0 };
    const upload = (steps: SyncSteps): Promise<unknown> => steps.uploadBatch({ ...firstInput, inHand }, signal);
    const taken = { verdicts: [], recordVerdicts: [], temporaryEmployees: [], chainGaps: [] };
    expect(await heardFrom(upload, { ...taken, batchId: 'batch-1' })).toBe(1);
    expect(await heardFrom(upload, { ...taken, batchId: 'batch-0' })).toBe(0);
    const page = (steps: SyncSteps): Promise<unknown> => steps.fetchPage({ configuration, source: { kind: 'changes', cursor: 'c1' }, first: true }, signal);
    expect(await heardFrom(page, { changes: [], more: false, cursor: 'c2', chainEnd: { sequenceNumber: 0, hash: '0'.repeat(64) }, sealingKid: null })).toBe(0);
  });
});
