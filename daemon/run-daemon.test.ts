import { afterEach, describe, expect, it } from 'vitest';
import { toMain, type DaemonCallName, type DaemonConfiguration, type ToDaemon, type ToMain } from '../shared/contracts/daemon.ts';
import { startHttpModelServer, type HttpModelServer } from '../test/support/http-model-server.ts';
import { portPair, type PortEnd } from '../test/support/port-pair.ts';
import { ModelMain } from '../test/simulator/model-main.ts';
import { employeeNamed } from '../test/simulator/model-server.ts';
import { goodToken } from '../test/simulator/model-tokens.ts';
import { runDaemon } from './run-daemon.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface World {
  server: HttpModelServer;
  main: ModelMain;
  mainEnd: PortEnd;
  sent: ToMain[];
  exits: number[];
  configuration: DaemonConfiguration;
  send(message: ToDaemon): void;
  until(what: string, isSo: () => boolean): Promise<void>;
}

/** The daemon as it is, over real HTTP; only main is a model. */
async function arrange(): Promise<World> {
  const server = await startHttpModelServer();
  const { daemonEnd, mainEnd } = portPair();
  const main = new ModelMain(() => Date.now());
  const sent: ToMain[] = [];
  const exits: number[] = [];
  const answer = async (callId: number, name: DaemonCallName, input: unknown): Promise<void> => {
    const outcome = await main.answer(name, input as never);
    mainEnd.send(outcome.kind === 'answered' ? { kind: 'answer', callId, result: outcome.answer } : { kind: 'refusal', callId, reason: 'internal' });
  };
  mainEnd.onMessage((received) => {
    const message = toMain.parse(received);
    sent.push(message);
    if (message.kind === 'report') main.report = message.report;
    if (message.kind === 'call') void answer(message.callId, message.name as DaemonCallName, message.input);
  });
  runDaemon(daemonEnd, (code) => exits.push(code));
  ends.push(() => {
    mainEnd.close();
    server.close();
  });
  const configuration: DaemonConfiguration = {
    serverUrl: server.url,
    deviceToken: goodToken,
    deviceId: 'device-1',
    sealingKey: server.sealingKey,
    appVersion: '1.0.0',
    syncIntervalMs: 600_000,
    probeIntervalMs: 200,
    nextSyncAtMs: null,
    startInRecovery: false,
  };
  return { server, main, mainEnd, sent, exits, configuration, send: (message) => mainEnd.send(message), until };
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('sync daemon over real HTTP', () => {
  it('D2 D4 D5 D6 brings punches up and changes down, several batches of them', async () => {
    const { server, main, configuration, send, sent } = await arrange();
    for (let count = 0; count < 2_300; count += 1) void main.punch();
    for (const employeeId of ['e1', 'e2', 'e3', 'e4']) server.model.hire(1042, employeeNamed(employeeId));
    send({ kind: 'configure', configuration });
    await until('the sync to complete', () => main.completedSyncs === 1);
    expect(server.model.stored().size).toBe(2_300);
    expect(main.punches.every((punch) => punch.status === 'synced')).toBe(true);
    expect([...main.employees.keys()].sort()).toEqual(['e1', 'e2', 'e3', 'e4']);
    expect(main.violations).toEqual([]);
    expect(sent.filter((message) => message.kind === 'log').map((message) => message.event)).toEqual(expect.arrayContaining(['sync.started', 'sync.uploaded', 'sync.completed']));
    const times = sent.filter((message) => message.kind === 'serverTime');
    expect(times.every((message) => message.authenticated && message.serverEpoch === 'epoch-1')).toBe(true);
  });

  it('D9 renews a token that has expired, and syncs with the new one', async () => {
    const { server, main, configuration, send } = await arrange();
    void main.punch();
    server.model.expire('device-1');
    send({ kind: 'configure', configuration });
    await until('the sync to complete', () => main.completedSyncs === 1);
    expect(main.atStart().deviceToken).not.toBe(goodToken);
    expect(main.punches.map((punch) => punch.status)).toEqual(['synced']);
    expect(server.model.tokens.refusal(goodToken)).toBe('tokenReplaced');
    expect(main.violations).toEqual([]);
  });

  it('E1 F1 K7 notices that the server is gone, and recovers by itself when it is back', async () => {
    const { server, main, configuration, send } = await arrange();
    send({ kind: 'configure', configuration: { ...configuration, nextSyncAtMs: Date.now() + 500_000 } });
    await until('on line', () => main.report?.online === true);
    send({ kind: 'configure', configuration: { ...configuration, serverUrl: 'http://127.0.0.1:1' } });
    await until('off line', () => main.report?.online === false);
    void main.punch();
    send({ kind: 'configure', configuration });
    await until('the recovery to complete', () => main.completedSyncs === 1);
    expect(server.model.stored().size).toBe(1);
    expect(main.punches[0]?.status).toBe('cleared');
  });

  it('A2 relays what main asks of the server, checked both ways, within its time', async () => {
    const { server, send, sent } = await arrange();
    server.model.hire(1042, employeeNamed('e1'));
    const call = { kind: 'serverCall', route: 'readEmployees', serverUrl: server.url, deviceToken: goodToken, input: { limit: 10 }, timeoutMs: 2_000 } as const;
    send({ ...call, callId: 1 });
    send({ ...call, callId: 2, deviceToken: 'not-the-token' });
    send({ ...call, callId: 3, input: { limit: 'many' } });
    send({ ...call, callId: 4, serverUrl: 'http://127.0.0.1:1' });
    send({ ...call, callId: 5, serverUrl: 'http://time.example' });
    await until('five answers', () => sent.filter((message) => message.kind === 'serverAnswer').length === 5);
    const outcomes = new Map(sent.flatMap((message) => (message.kind === 'serverAnswer' ? [[message.callId, message.outcome] as const] : [])));
    expect(outcomes.get(1)).toMatchObject({ kind: 'answered', answer: { total: 1, next: null } });
    expect(outcomes.get(2)).toEqual({ kind: 'problem', code: 'tokenUnknown', retryAfterSeconds: null });
    expect(outcomes.get(3)).toEqual({ kind: 'problem', code: 'invalidMessage', retryAfterSeconds: null });
    expect(outcomes.get(4)).toEqual({ kind: 'failed', failure: { kind: 'unreachable' } });
    expect(outcomes.get(5)).toEqual({ kind: 'failed', failure: { kind: 'tlsRequired' } });
  });

  it('H1 ends when main is gone, and when main says stop', async () => {
    const left = await arrange();
    left.mainEnd.close();
    expect(left.exits).toEqual([0]);
    const stopped = await arrange();
    stopped.send({ kind: 'stop' });
    await until('the end', () => stopped.exits.length > 0);
    expect(stopped.exits).toEqual([0]);
  });

  it('J3 survives messages that are not of the contract, and says so', async () => {
    const { mainEnd, sent, send } = await arrange();
    mainEnd.send({ kind: 'configure', configuration: { serverUrl: 'nonsense' } });
    send({ kind: 'heartbeat' });
    await until('a heartbeat', () => sent.some((message) => message.kind === 'heartbeat'));
    expect(sent.filter((message) => message.kind === 'log').map((message) => message.event)).toContain('daemon.badMessage');
  });

  it('I8 never logs the token, a key or a sealed batch', async () => {
    const { server, main, configuration, send, sent } = await arrange();
    void main.punch();
    server.model.expire('device-1');
    send({ kind: 'configure', configuration });
    await until('the sync to complete', () => main.completedSyncs === 1);
    const logged = JSON.stringify(sent.filter((message) => message.kind === 'log'));
    expect(logged).not.toContain(goodToken);
    expect(logged).not.toContain(configuration.sealingKey.x);
  });
});
