/**
 * Keeps one sync daemon running: starts it, tells it what it needs once it is ready, starts another one (with growing pauses)
 * when it ends or falls silent, and carries main's own requests to the server through it. A daemon may die at any instant:
 * what it was asked is answered as failed, what it was doing it asks for again.
 */
import { toMain, type DaemonConfiguration, type SyncFailure, type SyncReport, type ToDaemon, type ToMain } from '../shared/contracts/daemon.ts';
import { receivedRoutes } from '../shared/contracts/received.ts';
import type { Clock } from '../shared/lib/clock.ts';
import type { DaemonPort, Host } from './host.ts';
import type { EventLog } from './logger.ts';
import type { DaemonControl } from './kiosk.ts';
import type { RelayOutcome, RelayRequest, RouteAnswer, ServerRelay } from './server-relay.ts';
import type { RelayedRoute, ServerOutcome } from '../shared/contracts/daemon.ts';
import type { Timers } from './timers.ts';

/** How main answers a daemon's call. */
export type DaemonAnswer = { kind: 'answer'; result: unknown } | { kind: 'refusal'; reason: 'invalid' | 'internal' };

export interface SupervisorInput {
  readonly host: Pick<Host, 'startDaemon'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  readonly log: EventLog;
  /** What the daemon works with; null while the kiosk is not set up: then it only relays. */
  readonly configuration: () => DaemonConfiguration | null;
  readonly onCall: (name: string, input: unknown) => Promise<DaemonAnswer>;
  readonly onReport: (report: SyncReport) => void;
  readonly onServerTime: (message: Extract<ToMain, { kind: 'serverTime' }>) => void;
  /** The daemon is alive: every few seconds. */
  readonly onHeartbeat: () => void;
  /** G3: a step of the upload's self-test is over. */
  readonly onSelfTestStep: (message: Extract<ToMain, { kind: 'selfTestStep' }>) => void;
  readonly onLog: (message: Extract<ToMain, { kind: 'log' }>) => void;
  /** The daemon is gone; another one follows. */
  readonly onLost: () => void;
}

interface Run {
  readonly port: DaemonPort;
  readonly startedMs: number;
  isReady: boolean;
  heardMs: number;
  /** Heartbeats since it was last heard. */
  unheard: number;
}

const heartbeatMs = 5_000;
/** Heartbeats without a word from the daemon, after which it hangs; one that is starting gets longer, on a slow machine. By turns and not by the clock: main itself may have been held up, or the machine asleep. */
const unheardBeats = { ready: 3, starting: 6 };
const shortestPauseMs = 100;
const longestPauseMs = 15_000;
/** A daemon that ran this long was healthy: the pauses begin anew. */
const healthyForMs = 30_000;
const stopWithinMs = 2_000;
const relayGraceMs = 500;

export class DaemonSupervisor implements DaemonControl, ServerRelay {
  readonly #input: SupervisorInput;
  #run: Run | null = null;
  #pauseMs = shortestPauseMs;
  #cancelRestart: () => void = () => undefined;
  #cancelHeartbeat: () => void = () => undefined;
  #isStopping = false;
  #onStopped: () => void = () => undefined;
  #nextCallId = 1;
  readonly #relayed = new Map<number, (outcome: ServerOutcome) => void>();
  /** Requests that came before the daemon was ready. */
  #held: ToDaemon[] = [];

  constructor(input: SupervisorInput) {
    this.#input = input;
  }

  start(): void {
    if (this.#isStopping || this.#run !== null) return;
    const nowMs = this.#input.clock.monotonicMs();
    const run: Run = { port: this.#input.host.startDaemon(), startedMs: nowMs, isReady: false, heardMs: nowMs, unheard: 0 };
    this.#run = run;
    run.port.onMessage((message) => this.#receive(run, message));
    run.port.onExit((exitCode) => this.#ended(run, exitCode));
    this.#beat();
  }

  /** Asks the daemon to end, ends it when it does not, and comes back when it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelRestart();
    const run = this.#run;
    if (run === null) return;
    const stopped = new Promise<void>((resolve) => (this.#onStopped = resolve));
    run.port.send({ kind: 'stop' } satisfies ToDaemon);
    const cancelKill = this.#input.timers.after(stopWithinMs, () => run.port.kill());
    await stopped;
    cancelKill();
  }

  configure(): void {
    const configuration = this.#input.configuration();
    if (configuration !== null && this.#run?.isReady === true) this.#send({ kind: 'configure', configuration });
  }

  syncNow(): void {
    this.#send({ kind: 'syncNow' });
  }

  networkHint(): void {
    this.#send({ kind: 'networkHint' });
  }

  /** G3: false where no daemon is there to take it; it tells its steps by `onSelfTestStep`. */
  testUpload(message: Extract<ToDaemon, { kind: 'selfTest' }>): boolean {
    if (this.#run?.isReady !== true) return false;
    this.#send(message);
    return true;
  }

  async ask<R extends RelayedRoute>(request: RelayRequest<R>): Promise<RelayOutcome<RouteAnswer<R>>> {
    const { route, serverUrl, deviceToken, input, timeoutMs } = request;
    const callId = this.#nextCallId++;
    const outcome = await new Promise<ServerOutcome>((resolve) => {
      const cancel = this.#input.timers.after(timeoutMs + relayGraceMs, () => this.#settle(callId, failed({ kind: 'timeout' })));
      this.#relayed.set(callId, (settled) => {
        cancel();
        resolve(settled);
      });
      this.#sendOrHold({ kind: 'serverCall', callId, route, serverUrl, deviceToken, input, timeoutMs });
    });
    if (outcome.kind !== 'answered') return outcome;
    const answer = receivedRoutes[route].answer.safeParse(outcome.answer);
    if (answer.success) return { kind: 'answered', answer: answer.data as RouteAnswer<R> };
    this.#input.log('link.badAnswer', { route });
    return failed({ kind: 'badAnswer' });
  }

  #send(message: ToDaemon): void {
    this.#run?.port.send(message);
  }

  #sendOrHold(message: ToDaemon): void {
    if (this.#run?.isReady === true) this.#send(message);
    else this.#held.push(message);
  }

  #receive(run: Run, received: unknown): void {
    if (this.#run !== run) return;
    run.heardMs = this.#input.clock.monotonicMs();
    run.unheard = 0;
    const message = toMain.safeParse(received);
    if (!message.success) {
      this.#input.log('link.badMessage', { path: message.error.issues[0]?.path.join('.') ?? '' });
      return;
    }
    try {
      this.#take(run, message.data);
    } catch (error) {
      // A full disk, above all: what the daemon reports can wait, taps cannot.
      this.#input.log('main.defect', { where: message.data.kind, why: error instanceof Error ? error.message : String(error) });
    }
  }

  #take(run: Run, message: ToMain): void {
    switch (message.kind) {
      case 'ready':
        this.#becomeReady(run);
        return;
      case 'heartbeat':
        this.#input.onHeartbeat();
        return;
      case 'report':
        this.#input.onReport(message.report);
        return;
      case 'serverTime':
        this.#input.onServerTime(message);
        return;
      case 'log':
        this.#input.onLog(message);
        return;
      case 'serverAnswer':
        this.#settle(message.callId, message.outcome);
        return;
      case 'selfTestStep':
        this.#input.onSelfTestStep(message);
        return;
      case 'call':
        void this.#answer(run, message);
    }
  }

  #becomeReady(run: Run): void {
    run.isReady = true;
    this.configure();
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.#send(message);
  }

  async #answer(run: Run, call: Extract<ToMain, { kind: 'call' }>): Promise<void> {
    const { callId } = call;
    const answer = await this.#input.onCall(call.name, call.input);
    const message: ToDaemon = answer.kind === 'answer' ? { kind: 'answer', callId, result: answer.result } : { kind: 'refusal', callId, reason: answer.reason };
    run.port.send(message);
  }

  #settle(callId: number, outcome: ServerOutcome): void {
    const settle = this.#relayed.get(callId);
    this.#relayed.delete(callId);
    settle?.(outcome);
    this.#held = this.#held.filter((message) => message.kind !== 'serverCall' || message.callId !== callId);
  }

  #ended(run: Run, exitCode: number | null): void {
    if (this.#run !== run) return;
    this.#run = null;
    this.#cancelHeartbeat();
    for (const callId of [...this.#relayed.keys()]) this.#settle(callId, failed({ kind: 'unreachable' }));
    if (this.#isStopping) return this.#onStopped();
    this.#input.log('daemon.exited', { exitCode });
    this.#input.onLost();
    if (this.#input.clock.monotonicMs() - run.startedMs > healthyForMs) this.#pauseMs = shortestPauseMs;
    this.#cancelRestart = this.#input.timers.after(this.#pauseMs, () => this.start());
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#input.timers.after(heartbeatMs, () => {
      const run = this.#run;
      if (run === null) return;
      run.unheard += 1;
      if (run.unheard >= (run.isReady ? unheardBeats.ready : unheardBeats.starting)) {
        this.#input.log('daemon.silent', { forMs: Math.round(this.#input.clock.monotonicMs() - run.heardMs) });
        run.port.kill();
        return;
      }
      run.port.send({ kind: 'heartbeat' } satisfies ToDaemon);
      this.#beat();
    });
  }
}

function failed(failure: SyncFailure): { kind: 'failed'; failure: SyncFailure } {
  return { kind: 'failed', failure };
}
