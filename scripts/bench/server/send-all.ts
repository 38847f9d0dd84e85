/** Many clients, each on a connection of its own that is open before the clock runs, each sending its next body as soon as the last one was answered. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { readFileSync } from 'node:fs';

export interface Sender {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
}

export interface Target {
  readonly port: number;
  readonly path: string;
  /** PEM of what to trust; null for plain HTTP. */
  readonly certFile: string | null;
  /** Asked once on each connection beforehand. */
  readonly warmPath: string;
}

export interface Sent {
  readonly seconds: number;
  /** Of each request, in ms. */
  readonly latencies: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
  readonly answeredBytes: number;
}

type Ask = (method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<{ status: number; bytes: number }>;

export async function sendAll(target: Target, senders: readonly Sender[]): Promise<Sent> {
  const lines = senders.map((sender) => ({ sender, ask: connection(target) }));
  for (let at = 0; at < lines.length; at += 100) await Promise.all(lines.slice(at, at + 100).map(({ ask }) => ask('GET', target.warmPath, {}, '')));
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let answeredBytes = 0;
  const startedMs = performance.now();
  await Promise.all(
    lines.map(async ({ sender, ask }) => {
      for (const body of sender.bodies) {
        const askedMs = performance.now();
        const { status, bytes } = await ask('POST', target.path, sender.headers, body);
        latencies.push(performance.now() - askedMs);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        answeredBytes += bytes;
      }
    }),
  );
  return { seconds: (performance.now() - startedMs) / 1000, latencies, statuses, answeredBytes };
}

function connection(target: Target): Ask {
  const options = { keepAlive: true, maxSockets: 1 };
  const place = { host: '127.0.0.1', port: target.port };
  const agent = target.certFile === null ? new HttpAgent(options) : new HttpsAgent({ ...options, ca: readFileSync(target.certFile) });
  const request = target.certFile === null ? httpRequest : httpsRequest;
  return (method, path, headers, body) =>
    new Promise((resolve, reject) => {
      const asking = request({ ...place, agent, method, path, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } }, (answer: IncomingMessage) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      });
      asking.on('error', reject);
      asking.end(body);
    });
}
