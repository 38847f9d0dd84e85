/**
 * Puts the daemon together around one message port. Nothing is decided here: messages become the machine's events, its
 * snapshots become reports. The daemon keeps nothing, so it ends without ceremony when it is told to or left alone.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { createActor, type Actor } from 'xstate';
import type { DaemonCallName, SyncReport, ToMain } from '../shared/contracts/daemon.ts';
import type { RouteName } from '../shared/contracts/http.ts';
import { plainly, type AroundStep } from '../shared/lib/around-step.ts';
import { systemClock } from '../shared/lib/clock.ts';
import { logEvents, type LogEvent, type LogFields } from '../shared/lib/log-events.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { createSyncSteps } from './actors.ts';
import { openMainLink, type MainLink, type MainMessage } from './main-link.ts';
import type { MainPort } from './main-port.ts';
import { networkPath } from './network-path.ts';
import { startNightlyJobs } from './nightly-jobs.ts';
import { relayServerCall, type ServerCall } from './relay.ts';
import { createSealer } from './seal-batch.ts';
import { runSelfTest } from './self-test.ts';
import { createServerClient, type ServerClient } from './server-client.ts';
import type { ServerTrust } from './server-trust.ts';
import { reportOf } from './sync-context.ts';
import { createSyncMachine } from './sync-machine.ts';
import { stateOf } from './sync-state.ts';

/** Main's database may wait for a slow disk; longer than this it is not at work any more. */
const callTimeoutMs = 30_000;
const heartbeatMs = 5_000;

/** How the program ended: told to stop or left alone (0), or by a defect (1). */
export type ExitCode = 0 | 1;

/** What the sync asks of the server and of main: between two of these the daemon may die, and nothing is lost. */
export type DaemonStep = RouteName | DaemonCallName;

/** Runs until main says stop or goes away, then calls `exit` once. Answers what to call with an error that nobody caught. */
export function runDaemon(port: MainPort, exit: (code: ExitCode) => void, trust: ServerTrust = { kind: 'system' }, around: AroundStep<DaemonStep> = plainly): { onDefect: (error: unknown) => void } {
  const log: Log = (event, fields) => link.send({ kind: 'log', level: logEvents[event], event, fields });
  const client = createServerClient(systemClock, trust);
  const link = openMainLink(port, callTimeoutMs, {
    onMessage: (message) => serve(message),
    onBadMessage: (where) => log('daemon.badMessage', { where }),
    onLateAnswer: (callId) => log('daemon.lateAnswer', { callId }),
  });
  const actor = startMachine({ client, link, log, onDefect, around });
  const stopJobs = startNightlyJobs(link, Math.random, log);
  const heartbeat = setInterval(() => link.send({ kind: 'heartbeat' }), heartbeatMs);
  let hasEnded = false;

  function end(code: ExitCode): void {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(heartbeat);
    stopJobs();
    actor.stop();
    client.close();
    exit(code);
  }

  function onDefect(error: unknown): void {
    const cause = error instanceof Error ? error : new Error('something that is no error was thrown');
    log('daemon.defect', { name: cause.name, message: cause.message.slice(0, 200), at: cause.stack?.split('\n')[1]?.trim() ?? null });
    end(1);
  }

  const testParts = { client, path: networkPath(trust), seal: createSealer(), clock: systemClock, newBatchId: uuidv7, newNonce, tell: (told: ToMain) => link.send(told) };

  async function relay(call: ServerCall): Promise<void> {
    link.send({ kind: 'serverAnswer', callId: call.callId, outcome: await relayServerCall(client, call) });
  }

  function serve(message: MainMessage): void {
    switch (message.kind) {
      case 'configure':
        return actor.send({ type: 'configure', configuration: message.configuration });
      case 'syncNow':
        return actor.send({ type: 'syncNow' });
      case 'networkHint':
        client.forgetConnections();
        return actor.send({ type: 'networkHint' });
      case 'heartbeat':
        return link.send({ kind: 'heartbeat' });
      case 'serverCall':
        return void relay(message).catch(onDefect);
      case 'selfTest':
        return void runSelfTest(testParts, message).catch(onDefect);
      case 'stop':
        log('daemon.stopped', {});
        return end(0);
      default:
        return unreachable(message, 'message from main');
    }
  }

  port.onClose(() => end(0));
  log('daemon.started', { trust: trust.kind });
  if (trust.kind === 'unusable') log('daemon.badConfiguration', { what: 'ZENTIME_SERVER_CA', why: trust.why });
  link.send({ kind: 'ready' });
  return { onDefect };
}

const newNonce = (): string => randomBytes(16).toString('base64url');

type Log = (event: LogEvent, fields: LogFields) => void;

interface MachineParts {
  readonly client: ServerClient;
  readonly link: MainLink;
  readonly log: Log;
  readonly onDefect: (error: unknown) => void;
  readonly around: AroundStep<DaemonStep>;
}

function startMachine({ client, link, log, onDefect, around }: MachineParts): Actor<ReturnType<typeof createSyncMachine>> {
  const steps = createSyncSteps({
    client: { ask: (route, request, signal) => around(route, () => client.ask(route, request, signal)) },
    main: { call: (name, input) => around(name, () => link.call(name, input)) },
    seal: createSealer(),
    newBatchId: uuidv7,
    newNonce,
    onServerTime: (time) => link.send({ kind: 'serverTime', ...time, heardAtMs: Number(process.hrtime.bigint()) / 1e6 }),
    log,
  });
  const actor = createActor(createSyncMachine({ steps, clock: systemClock, random: Math.random, log }));
  actor.subscribe({ next: reporter((message) => link.send(message)), error: onDefect });
  return actor.start();
}

/** Tells main of every change that a report can show, and of nothing else. */
function reporter(send: (message: ToMain) => void): (snapshot: Parameters<typeof stateOf>[0]) => void {
  let last = '';
  return (snapshot) => {
    const report: SyncReport = reportOf(stateOf(snapshot), snapshot.context);
    const text = JSON.stringify(report);
    if (text === last) return;
    last = text;
    send({ kind: 'report', report });
  };
}
