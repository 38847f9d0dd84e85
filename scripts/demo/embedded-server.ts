/** The demo's central server on loopback: can be taken away and brought back at the same address, on the same data. */
import { createServer } from 'node:net';
import { runProgram } from './program.ts';
import type { EventLine, RunningProgram } from './program.ts';

export interface EmbeddedServer {
  readonly url: string;
  /** Told of every batch of punches that was stored. */
  onPunches(listener: (line: EventLine) => void): void;
  isRunning(): boolean;
  takeAway(): Promise<void>;
  bringBack(): Promise<ServerOutcome>;
}

type ServerOutcome = { kind: 'running'; url: string } | { kind: 'notStarted'; sentence: string };
export type EmbeddedServerOutcome = { kind: 'running'; server: EmbeddedServer } | { kind: 'notStarted'; sentence: string };

const host = '127.0.0.1';

export async function startEmbeddedServer(dataFolder: string, port: number): Promise<EmbeddedServerOutcome> {
  if (port !== 0 && !(await isFree(port))) return { kind: 'notStarted', sentence: `Port ${port} is in use. Choose another one with --port=N, for example --port=${port + 1}; --port=0 takes any free one.` };
  const listeners: ((line: EventLine) => void)[] = [];
  let program: RunningProgram | null = null;
  let usedPort = port;
  const start = async (): Promise<ServerOutcome> => {
    const started = runProgram({ runtime: 'node', args: ['server/server.ts', '--demo'], environment: { ZENTIME_SERVER_DATA_DIR: dataFolder, ZENTIME_HOST: host, ZENTIME_SERVER_PORT: String(usedPort) } });
    const ready = await started.waitFor('serverReady');
    if (ready.kind === 'ended') return { kind: 'notStarted', sentence: ready.end.lastWords };
    program = started;
    void started.ended.then(() => (program = program === started ? null : program));
    started.onEvent((line) => {
      if (line.event === 'punchesStored') for (const listener of listeners) listener(line);
    });
    const url = String(ready.line['url']);
    usedPort = Number(new URL(url).port);
    return { kind: 'running', url };
  };
  const first = await start();
  if (first.kind === 'notStarted') return first;
  const server: EmbeddedServer = {
    url: first.url,
    onPunches: (listener) => void listeners.push(listener),
    isRunning: () => program !== null,
    takeAway: async () => {
      await program?.stop();
    },
    bringBack: start,
  };
  return { kind: 'running', server };
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
