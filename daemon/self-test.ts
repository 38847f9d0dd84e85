/**
 * G3: tries the way of a batch from the name of the server to an answer, and tells each step as it ends. It goes beside the machine, which it neither
 * asks nor disturbs: the ping and the batch are requests like any other, and the server stores nothing of a dry run. The batch carries one punch, of nobody, which
 * the server has to judge; a server from before 1.6 takes a dry run without any.
 */
import type { SelfTestReason, SelfTestStep, SyncFailure, ToDaemon, ToMain } from '../shared/contracts/daemon.ts';
import { ageOf } from '../shared/contracts/version.ts';
import type { Clock } from '../shared/lib/clock.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { endOfPath, type NetworkPath } from './network-path.ts';
import type { SealBatch } from './seal-batch.ts';
import { routeAddress } from './server-address.ts';
import type { RequestBody, ServerClient, ServerRequest } from './server-client.ts';
import { pingTimeoutMs } from './time-limits.ts';

export type SelfTestCall = Extract<ToDaemon, { kind: 'selfTest' }>;
type Told = Extract<ToMain, { kind: 'selfTestStep' }>;

export interface SelfTestParts {
  readonly client: Pick<ServerClient, 'ask'>;
  readonly path: NetworkPath;
  readonly seal: SealBatch;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** A UUIDv7. */
  readonly newBatchId: () => string;
  readonly newNonce: () => string;
  readonly tell: (told: Told) => void;
}

const dryRunTimeoutMs = 15_000;
/** The version of the contract in which a dry run judges. */
const judgingSince = '1.6';
const noBody: RequestBody = { kind: 'none' };

type Outcome = SelfTestReason | 'passed' | 'notNeeded';

/** Ends with the first step that fails, or behind the last. Never rejects. */
export async function runSelfTest(parts: SelfTestParts, call: SelfTestCall): Promise<void> {
  const address = routeAddress(call.serverUrl, '/', new Map());
  const step = async (name: SelfTestStep, work: () => Promise<Outcome>): Promise<boolean> => {
    const startedMs = parts.clock.monotonicMs();
    const outcome = await work().catch((): Outcome => 'unreachable');
    const isOver = outcome === 'passed' || outcome === 'notNeeded';
    const tookMs = Math.max(0, Math.round(parts.clock.monotonicMs() - startedMs));
    parts.tell({ kind: 'selfTestStep', callId: call.callId, step: name, outcome: isOver ? outcome : 'failed', reason: isOver ? null : outcome, tookMs });
    return isOver;
  };
  if (address.kind !== 'usable') {
    await step('lookup', () => Promise.resolve(address.kind === 'tlsRequired' ? 'tlsRequired' : 'badAddress'));
    return;
  }
  const { url } = address;
  const { host, port } = endOfPath(url);
  let serverContract: string | null = null;
  const steps: [SelfTestStep, () => Promise<Outcome>][] = [
    ['lookup', async () => (await parts.path.lookUp(host)) ?? 'passed'],
    ['connect', async () => (await parts.path.connect(host, port)) ?? 'passed'],
    ['tls', async () => (url.protocol === 'https:' ? ((await parts.path.shakeHands(host, port)) ?? 'passed') : 'notNeeded')],
    ['ping', () => ping(parts, call, null, (contract) => (serverContract = contract))],
    ['signIn', () => ping(parts, call, call.deviceToken)],
    ['batch', () => dryRun(parts, call, ageOf(serverContract, judgingSince) === 'older' ? null : call.punch)],
  ];
  for (const [name, work] of steps) if (!(await step(name, work))) return;
}

/** Without the token: is it our server at all (E3). With it: does it know us (K5). */
async function ping({ client, newNonce }: SelfTestParts, call: SelfTestCall, deviceToken: string | null, onContract: (version: string) => void = () => undefined): Promise<Outcome> {
  const nonce = newNonce();
  const reply = await client.ask('ping', { ...requestTo(call), deviceToken, query: new Map([['nonce', nonce]]), body: noBody, timeoutMs: pingTimeoutMs });
  if (reply.kind === 'failed') return reasonOfFailure(reply.failure);
  if (reply.answer.nonce !== nonce) return 'notOurServer';
  onContract(reply.answer.contractVersion);
  return deviceToken === null || reply.answer.authenticated ? 'passed' : 'unauthorised';
}

async function dryRun({ client, seal, newBatchId }: SelfTestParts, call: SelfTestCall, punch: SelfTestCall['punch'] | null): Promise<Outcome> {
  const batchId = newBatchId();
  const jwe = await seal({ batchId, deviceId: call.deviceId, recovery: false, lastSyncAt: null, status: call.status, records: [], punches: punch === null ? [] : [JSON.stringify(punch)] }, call.sealingKey);
  const query = new Map([
    ['lane', 'normal'],
    ['dryRun', 'yes'],
  ]);
  const reply = await client.ask('uploadBatch', { ...requestTo(call), query, body: { kind: 'sealed', jwe }, timeoutMs: dryRunTimeoutMs });
  if (reply.kind === 'failed') return reasonOfFailure(reply.failure);
  const { verdicts } = reply.answer;
  const isJudged = punch === null || (verdicts.length === 1 && verdicts.every((verdict) => verdict.punchId === punch.punchId && !(verdict.kind === 'refused' && verdict.code === 'malformed')));
  return reply.answer.batchId === batchId && isJudged ? 'passed' : 'badAnswer';
}

function requestTo({ serverUrl, deviceToken }: SelfTestCall): Pick<ServerRequest, 'serverUrl' | 'deviceToken'> {
  return { serverUrl, deviceToken };
}

function reasonOfFailure(failure: SyncFailure): SelfTestReason {
  switch (failure.kind) {
    case 'timeout':
    case 'unreachable':
    case 'notOurServer':
    case 'tlsRequired':
      return failure.kind;
    case 'badAnswer':
      return failure.server === undefined ? 'badAnswer' : failure.server === 'older' ? 'serverOlder' : 'serverNewer';
    case 'unauthorised':
      return failure.code === 'tokenExpired' ? 'tokenExpired' : 'unauthorised';
    case 'serverError':
      if (failure.code === 'sealUnreadable' || failure.code === 'sealingKeyUnknown' || failure.code === 'overloaded') return failure.code;
      return 'serverError';
    case 'tooLarge':
    case 'cursorUnknown':
    case 'mainRefused':
      return 'serverError';
    default:
      return unreachable(failure, 'failure of a request');
  }
}
