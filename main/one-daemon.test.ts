import { describe, expect, it } from 'vitest';
import { ManualClock } from '../shared/lib/clock.ts';
import { ManualTimers } from '../test/support/manual-timers.ts';
import { DaemonSupervisor } from './daemon-supervisor.ts';
import type { DaemonPort } from './host.ts';

/** One run of a daemon that does not end when it is killed: its process hangs in the kernel, and wakes up later. */
class Run {
  readonly heard: unknown[] = [];
  #say: (message: unknown) => void = () => undefined;
  #exit: (exitCode: number | null) => void = () => undefined;

  readonly port: DaemonPort = {
    pid: 1,
    send: (message) => void this.heard.push(message),
    onMessage: (listener) => (this.#say = listener),
    onExit: (listener) => (this.#exit = listener),
    kill: () => this.#exit(null),
  };

  say(message: unknown): void {
    this.#say(message);
  }
}

function arrange() {
  const runs: Run[] = [];
  const clock = new ManualClock(0);
  const timers = new ManualTimers();
  const calls: string[] = [];
  const reports: unknown[] = [];
  const supervisor = new DaemonSupervisor({
    host: {
      startDaemon: () => {
        const run = new Run();
        runs.push(run);
        return run.port;
      },
    },
    clock,
    timers,
    log: () => undefined,
    configuration: () => null,
    onCall: (name) => {
      calls.push(name);
      return Promise.resolve({ kind: 'answer', result: {} });
    },
    onReport: (report) => reports.push(report),
    onServerTime: () => undefined,
    onSelfTestStep: () => undefined,
    onHeartbeat: () => undefined,
    onLog: () => undefined,
    onLost: () => undefined,
  });
  supervisor.start();
  return { supervisor, runs, timers, calls, reports };
}

describe('one drainer', () => {
  it('H2 starts no second daemon while one runs', () => {
    const { supervisor, runs } = arrange();
    supervisor.start();
    supervisor.start();
    expect(runs).toHaveLength(1);
  });

  it('H2 hears nothing more of a daemon that it gave up, however late that one speaks', () => {
    const { runs, timers, calls, reports } = arrange();
    const [old] = runs;
    old?.port.kill();
    timers.goOff(100);
    const [, fresh] = runs;
    expect(fresh).toBeDefined();
    const call = { kind: 'call', callId: 1, name: 'takeBatch', input: {} };
    old?.say(call);
    old?.say({ kind: 'report', report: { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null } });
    expect([calls, reports, old?.heard]).toEqual([[], [], []]);
    fresh?.say(call);
    expect(calls).toEqual(['takeBatch']);
  });
});
