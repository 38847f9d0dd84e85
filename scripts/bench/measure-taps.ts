/**
 * C3, from call to outcome: taps at a real kiosk over its own WebSocket, with everything stored that a busy year leaves. Ours
 * and the two floors take turns, one of each in every round, so that a disk that changes its mind does so for all of them.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { calls } from '../../shared/contracts/ipc.ts';
import { generatedPerson } from '../../server/seed-people.ts';
import { openSocketBridge, type SocketBridge } from '../../test/support/socket-bridge.ts';
import { makeAnchorPunch } from './anchor-punch.ts';
import type { BenchWorld } from './bench-world.ts';
import { openTwoFsyncs } from './disk-floor.ts';
import type { Figure } from './figure.ts';
import { quantile } from './statistics.ts';

/** As at a kiosk: nothing is in flight when the next person comes. */
const betweenMs = 20;
const warmUp = 20;

interface TapTimes {
  readonly identify: number[];
  readonly link: number[];
  readonly record: number[];
  readonly floor: number[];
  readonly fsyncs: number[];
}

export async function measureTaps(world: BenchWorld, taps: number): Promise<Figure[]> {
  const folder = join(world.folder, 'tap-floor');
  mkdirSync(folder);
  const kiosk = await world.startKiosk();
  const bridge = await openSocketBridge(kiosk.url);
  const floor = fork(join(import.meta.dirname, 'tap-floor.ts'), [join(folder, 'child.db')], { execArgv: [] });
  await new Promise((resolve) => floor.once('message', resolve));
  const fsyncs = openTwoFsyncs(folder);
  const times: TapTimes = { identify: [], link: [], record: [], floor: [], fsyncs: [] };
  try {
    for (let tap = -warmUp; tap < taps; tap++) {
      const visit = await visitOnce(bridge, generatedPerson(1 + warmUp + tap).pin);
      await pause(betweenMs);
      const punch = makeAnchorPunch(warmUp + tap);
      const floorMs = await tapFloor(floor, { seq: punch.seq, id: punch.id, body: JSON.stringify(punch) });
      await pause(betweenMs);
      const fsyncsMs = fsyncs.store(punch.id, JSON.stringify(punch));
      await pause(betweenMs);
      if (tap < 0) continue;
      times.identify.push(visit.identifyMs);
      times.link.push(visit.linkMs);
      times.record.push(visit.recordMs);
      times.floor.push(floorMs);
      times.fsyncs.push(fsyncsMs);
    }
  } finally {
    fsyncs.close();
    floor.kill('SIGKILL');
    bridge.close();
    await kiosk.program.end('SIGTERM');
  }
  return figuresOf(times);
}

/** One person: PIN, punch, done. Answers are read after the clock was stopped. */
async function visitOnce(bridge: SocketBridge, pin: string): Promise<{ identifyMs: number; linkMs: number; recordMs: number }> {
  const link = await timed(() => bridge.call('readKiosk', {}));
  await pause(betweenMs);
  const identified = await timed(() => bridge.call('identifyByPin', { pin }));
  const who = calls.identifyByPin.answer.parse(answerIn(identified.result));
  if (who.kind !== 'identified') throw new Error(`the kiosk did not know a seeded PIN: ${who.kind}`);
  const { sessionId, workDate, assignmentId, allowed } = who.offer;
  const type = allowed[0];
  if (type === undefined) throw new Error('the kiosk allows nothing');
  await pause(betweenMs);
  const recorded = await timed(() => bridge.call('recordPunch', { sessionId, tapId: randomUUID(), type, workDate, assignmentId }));
  const outcome = calls.recordPunch.answer.parse(answerIn(recorded.result));
  if (outcome.kind !== 'recorded') throw new Error(`a tap was not recorded: ${outcome.kind}`);
  await bridge.call('endSession', {});
  return { identifyMs: identified.ms, linkMs: link.ms, recordMs: recorded.ms };
}

function answerIn(result: Awaited<ReturnType<SocketBridge['call']>>): unknown {
  if (result.kind === 'answer') return result.answer;
  throw new Error(`main refused a call: ${result.reason}`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedMs = performance.now();
  const result = await work();
  return { ms: performance.now() - startedMs, result };
}

async function tapFloor(child: ChildProcess, punch: { seq: number; id: string; body: string }): Promise<number> {
  const { ms } = await timed(
    () =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send(punch);
      }),
  );
  return ms;
}

function figuresOf(times: TapTimes): Figure[] {
  const at = (q: number, name: string, sample: readonly number[], limitName: string, limit: readonly number[], goal: number | null): Figure => ({
    name: `${name}, p${q * 100}`,
    unit: 'ms',
    ours: quantile(sample, q),
    sample: sample.length,
    limit: { name: limitName, value: quantile(limit, q) },
    goal,
  });
  return [
    at(0.5, 'tap to durable', times.record, 'tap through a bare child process', times.floor, 4),
    at(0.99, 'tap to durable', times.record, 'tap through a bare child process', times.floor, 5),
    at(0.5, 'tap to durable', times.record, 'the two fsyncs alone', times.fsyncs, null),
    at(0.99, 'tap to durable', times.record, 'the two fsyncs alone', times.fsyncs, null),
    at(0.5, 'PIN to offer, call to outcome', times.identify, 'a call that only reads settings', times.link, null),
    at(0.99, 'PIN to offer, call to outcome', times.identify, 'a call that only reads settings', times.link, null),
  ];
}
