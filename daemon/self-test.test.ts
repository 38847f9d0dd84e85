import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toMain, type SelfTestReason, type SyncFailure, type ToMain } from '../shared/contracts/daemon.ts';
import { systemClock } from '../shared/lib/clock.ts';
import { nobodysEmployeeId } from '../shared/contracts/self-test.ts';
import { PunchChain } from '../test/support/punch-chain.ts';
import { networkPath, type NetworkPath } from './network-path.ts';
import { runSelfTest, type SelfTestCall, type SelfTestParts } from './self-test.ts';
import type { ServerReply } from './server-answer.ts';

const open: NetworkPath = { lookUp: () => Promise.resolve(null), connect: () => Promise.resolve(null), shakeHands: () => Promise.resolve(null) };
const status = { pending: 0, failed: 0, oldestPendingAt: null, clockOffsetMs: null, zoneDataEdition: '2026a', deviceName: 'Dock', platform: 'test', appVersion: '1.0.0', restored: null, disk: null, passedOver: null };
const punch = new PunchChain('device-1').next({ at: '2026-11-23T14:00:00.000Z', person: { kind: 'employee', employeeId: nobodysEmployeeId }, assignmentId: null });
const judged = [{ kind: 'refused', punchId: punch.punchId, code: 'unknownEmployee', text: '' }];
const call: SelfTestCall = { kind: 'selfTest', callId: 7, serverUrl: 'https://time.example', deviceToken: 'token', deviceId: 'device-1', sealingKey: { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, status, punch };
const pong = { service: 'zentime' as const, contractVersion: '1.6', nonce: 'nonce-nonce', serverEpoch: 'e', serverInstant: '2026-11-23T14:00:00.000Z', authenticated: true, seenAddress: null, zoneDataEdition: null };
const answered = <T>(answer: T): ServerReply<T> => ({ kind: 'answered', answer, serverEpoch: 'e', roundTripMs: 1 });
const failed = (failure: SyncFailure): ServerReply<never> => ({ kind: 'failed', failure });

interface World {
  /** What the server says to the ping without a token, to that with one, and to the dry run. */
  readonly ping?: ServerReply<typeof pong>;
  readonly signIn?: ServerReply<typeof pong>;
  readonly batch?: ServerReply<{ batchId: string; verdicts: unknown[] }>;
  readonly path?: Partial<NetworkPath>;
  readonly serverUrl?: string;
}

/** Each step and how it came out. @param sealed takes the punches that were sent */
async function run(world: World, sealed: string[] = []): Promise<[string, string][]> {
  const told: ToMain[] = [];
  const ask = (route: string, request: { deviceToken: string | null }): Promise<ServerReply<unknown>> => {
    if (route === 'uploadBatch') return Promise.resolve(world.batch ?? answered({ batchId: 'batch-1', verdicts: judged }));
    return Promise.resolve((request.deviceToken === null ? world.ping : world.signIn) ?? answered({ ...pong, authenticated: request.deviceToken !== null }));
  };
  const parts: SelfTestParts = {
    client: { ask: ask as SelfTestParts['client']['ask'] },
    path: { ...open, ...world.path },
    seal: ({ punches }) => {
      sealed.push(...punches);
      return Promise.resolve('a.b.c.d.e');
    },
    clock: systemClock,
    newBatchId: () => 'batch-1',
    newNonce: () => 'nonce-nonce',
    tell: (message) => void told.push(toMain.parse(message)),
  };
  await runSelfTest(parts, { ...call, serverUrl: world.serverUrl ?? call.serverUrl });
  return told.map((message) => (message.kind === 'selfTestStep' ? [message.step, message.reason ?? message.outcome] : ['', '']));
}

const all = ['lookup', 'connect', 'tls', 'ping', 'signIn', 'batch'];
/** All steps up to this one pass, and it is the last. */
const endsAt = (step: string, reason: SelfTestReason): [string, string][] => [...all.slice(0, all.indexOf(step)).map((name): [string, string] => [name, 'passed']), [step, reason]];

describe('the self-test of the upload', () => {
  it('G3 tells six steps when all is well, and needs no TLS on loopback', async () => {
    expect(await run({})).toEqual(all.map((step) => [step, 'passed']));
    expect((await run({ serverUrl: 'http://127.0.0.1:4780' }))[2]).toEqual(['tls', 'notNeeded']);
  });

  it('G3 D2 sends one punch of nobody to be judged, and none to a server that takes none in a dry run', async () => {
    const sent: string[] = [];
    await run({}, sent);
    expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([punch]);
    const old: string[] = [];
    const older = answered({ ...pong, contractVersion: '1.5', authenticated: false });
    expect(await run({ ping: older, batch: answered({ batchId: 'batch-1', verdicts: [] }) }, old)).toEqual(all.map((step) => [step, 'passed']));
    expect(old).toEqual([]);
  });

  const unauthorised = (code: 'tokenExpired' | 'tokenUnknown'): ServerReply<never> => failed({ kind: 'unauthorised', code });
  const serverError = (code: 'sealUnreadable' | 'sealingKeyUnknown' | 'overloaded' | null): ServerReply<never> => failed({ kind: 'serverError', status: 503, code, retryAfterMs: null });
  it.each<[string, string, SelfTestReason, World]>([
    ['plain HTTP to another machine', 'lookup', 'tlsRequired', { serverUrl: 'http://time.example' }],
    ['no address at all', 'lookup', 'badAddress', { serverUrl: 'ftp://time.example' }],
    ['a name that nobody knows', 'lookup', 'nameUnknown', { path: { lookUp: () => Promise.resolve('nameUnknown') } }],
    ['no network', 'lookup', 'noNetwork', { path: { lookUp: () => Promise.resolve('noNetwork') } }],
    ['a server that is away', 'connect', 'connectionRefused', { path: { connect: () => Promise.resolve('connectionRefused') } }],
    ['a certificate of somebody else', 'tls', 'certificateNotTrusted', { path: { shakeHands: () => Promise.resolve('certificateNotTrusted') } }],
    ['a captive portal', 'ping', 'notOurServer', { ping: failed({ kind: 'notOurServer' }) }],
    ['an old answer played back', 'ping', 'notOurServer', { ping: answered({ ...pong, nonce: 'another-nonce' }) }],
    ['a server that is too old', 'ping', 'serverOlder', { ping: failed({ kind: 'badAnswer', server: 'older' }) }],
    ['a kiosk that is too old', 'ping', 'serverNewer', { ping: failed({ kind: 'badAnswer', server: 'newer' }) }],
    ['silence', 'ping', 'timeout', { ping: failed({ kind: 'timeout' }) }],
    ['a token that has expired', 'signIn', 'tokenExpired', { signIn: unauthorised('tokenExpired') }],
    ['a token that is not known', 'signIn', 'unauthorised', { signIn: unauthorised('tokenUnknown') }],
    ['a ping that knows nobody', 'signIn', 'unauthorised', { signIn: answered({ ...pong, authenticated: false }) }],
    ['a seal that the server cannot open', 'batch', 'sealUnreadable', { batch: serverError('sealUnreadable') }],
    ['a key that was replaced', 'batch', 'sealingKeyUnknown', { batch: serverError('sealingKeyUnknown') }],
    ['too much to do', 'batch', 'overloaded', { batch: serverError('overloaded') }],
    ['a defect there', 'batch', 'serverError', { batch: serverError(null) }],
    ['the answer to another batch', 'batch', 'badAnswer', { batch: answered({ batchId: 'batch-2', verdicts: judged }) }],
    ['a batch whose punch was not judged', 'batch', 'badAnswer', { batch: answered({ batchId: 'batch-1', verdicts: [] }) }],
    ['a punch that was not understood', 'batch', 'badAnswer', { batch: answered({ batchId: 'batch-1', verdicts: [{ ...judged[0], code: 'malformed' }] }) }],
    ['a step that throws', 'connect', 'unreachable', { path: { connect: () => Promise.reject(new Error('a defect')) } }],
  ])('G3 J3 says where the way ends: %s', async (_what, step, reason, world) => {
    expect(await run(world)).toEqual(endsAt(step, reason));
  });
});

describe('the way below HTTP', () => {
  it('G3 finds names, ports and silence as they are', async () => {
    const path = networkPath({ kind: 'system' }, { lookupMs: 3_000, connectMs: 3_000, tlsMs: 200 });
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    onTestFinished(() => void server.close());
    expect(await path.lookUp('localhost')).toBeNull();
    expect(await path.lookUp('127.0.0.1')).toBeNull();
    expect(await path.connect('127.0.0.1', port)).toBeNull();
    expect(await path.connect('127.0.0.1', 1)).toBe('connectionRefused');
    expect(await path.shakeHands('127.0.0.1', port)).toBe('timeout');
    expect(await networkPath({ kind: 'unusable', why: '' }).shakeHands('127.0.0.1', port)).toBe('certificateNotTrusted');
  });
});
