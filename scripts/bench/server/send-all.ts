/** Many clients, each on a connection of its own, each sending its next body as soon as the last one was answered. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { openLine, type Line } from './plain-line.ts';

export interface Sender {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
}

export interface Target {
  readonly port: number;
  readonly path: string;
  /** PEM of what to trust; null for plain HTTP. */
  readonly certFile: string | null;
  /** Asked once on each connection before the clock runs; null: connections are opened when it runs, as after a failure of the network. */
  readonly warmPath: string | null;
}

export interface Sent {
  readonly seconds: number;
  /** Of each request, in ms. */
  readonly latencies: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
  readonly answeredBytes: number;
}

const openedAtATime = 100;

export async function sendAll(target: Target, senders: readonly Sender[]): Promise<Sent> {
  const trust = target.certFile === null ? null : createSecureContext({ ca: readFileSync(target.certFile) });
  const open = (): Line => openLine(target.port, trust);
  const lines = target.warmPath === null ? [] : await openLines(open, target.warmPath, senders.length);
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let answeredBytes = 0;
  const startedMs = performance.now();
  const sendOne = async (sender: Sender, line: Line): Promise<void> => {
    for (const body of sender.bodies) {
      const askedMs = performance.now();
      const { status, bytes } = await line.ask('POST', target.path, sender.headers, body);
      latencies.push(performance.now() - askedMs);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      answeredBytes += bytes;
    }
    line.end();
  };
  await Promise.all(senders.map((sender, at) => sendOne(sender, lines[at] ?? open())));
  return { seconds: (performance.now() - startedMs) / 1000, latencies, statuses, answeredBytes };
}

async function openLines(open: () => Line, warmPath: string, count: number): Promise<Line[]> {
  const lines = Array.from({ length: count }, open);
  for (let at = 0; at < count; at += openedAtATime) await Promise.all(lines.slice(at, at + openedAtATime).map((line) => line.ask('GET', warmPath, {}, '')));
  return lines;
}
