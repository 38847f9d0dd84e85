/**
 * D5, A5: 20,000 employees of one timeclock: the whole download, and afterwards the changes when all of them changed. Beside it the
 * same rows read by two bare queries and written as JSON, in this process.
 */
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, zstdDecompress } from 'node:zlib';
import type { z } from 'zod';
import { apiPrefix } from '../../../shared/contracts/version.ts';
import { routes } from '../../../shared/contracts/http.ts';
import type { Figure } from '../figure.ts';
import { peakMiB } from '../process-cpu.ts';
import { median } from '../statistics.ts';
import type { BenchDatabase } from './bench-database.ts';
import { makeFleetWorld, type FleetWorld } from './fleet-world.ts';

const pageSize = 1000;

interface Read {
  readonly seconds: number;
  readonly items: number;
  readonly wireBytes: number;
  readonly plainBytes: number;
}

interface Round {
  readonly download: Read;
  readonly changes: Read;
  readonly bareSeconds: number;
  readonly memoryMiB: number;
}

export async function measureChanges(parent: string, database: BenchDatabase, employees: number, rounds: number): Promise<Figure[]> {
  const world = await makeFleetWorld(parent, database, { kiosks: 1, peopleEach: employees });
  try {
    const done: Round[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const one = await oneRound(world);
      // The first one warms the server up.
      if (round > 0) done.push(one);
    }
    return figuresOf(database, done, employees);
  } finally {
    await world.remove();
  }
}

async function oneRound(world: FleetWorld): Promise<Round> {
  const { download, cursor } = await readEmployees(world);
  await world.touchEveryone();
  const bareSeconds = await world.readBare();
  const changes = await readChanges(world, cursor);
  return { download, changes, bareSeconds, memoryMiB: peakMiB(world.server.pid) ?? 0 };
}

async function readEmployees(world: FleetWorld): Promise<{ download: Read; cursor: string }> {
  const meter = newMeter(world);
  let after: string | null = null;
  let cursor = '';
  let items = 0;
  do {
    const page: z.infer<typeof routes.readEmployees.answer> = routes.readEmployees.answer.parse(await meter.ask(routes.readEmployees.path, { limit: String(pageSize), ...(after === null ? {} : { after }) }));
    items += page.employees.length;
    after = page.next;
    cursor = page.cursor;
  } while (after !== null);
  return { download: meter.read(items), cursor };
}

async function readChanges(world: FleetWorld, from: string): Promise<Read> {
  const meter = newMeter(world);
  let cursor = from;
  let items = 0;
  for (let more = true; more;) {
    const page = routes.readChanges.answer.parse(await meter.ask(routes.readChanges.path, { limit: String(pageSize), cursor }));
    items += page.changes.filter((change) => change.kind === 'employee').length;
    ({ cursor, more } = page);
  }
  return meter.read(items);
}

interface Meter {
  ask(path: string, query: Readonly<Record<string, string>>): Promise<unknown>;
  read(items: number): Read;
}

/** Checking an answer is the kiosk's work and stays outside of the time. */
function newMeter(world: FleetWorld): Meter {
  const agent = world.certFile === null ? undefined : new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(world.certFile) });
  let ms = 0;
  let wireBytes = 0;
  let plainBytes = 0;
  return {
    ask: async (path, query) => {
      const startedMs = performance.now();
      const { bytes, encoding } = await get(world, agent, `${apiPrefix}${path}?${new URLSearchParams(query).toString()}`);
      ms += performance.now() - startedMs;
      const plain = await inflate(bytes, encoding);
      wireBytes += bytes.length;
      plainBytes += plain.length;
      return JSON.parse(plain.toString('utf8')) as unknown;
    },
    read: (items) => ({ seconds: ms / 1000, items, wireBytes, plainBytes }),
  };
}

function get(world: FleetWorld, agent: Agent | undefined, path: string): Promise<{ bytes: Buffer; encoding: string }> {
  const headers = { authorization: `Bearer ${world.kiosks[0]?.deviceToken ?? ''}`, 'accept-encoding': 'gzip, deflate, br, zstd' };
  const request = agent === undefined ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: world.port, path, headers, ...(agent === undefined ? {} : { agent }) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => (answer.statusCode === 200 ? resolve({ bytes: Buffer.concat(chunks), encoding: answer.headers['content-encoding'] ?? '' }) : reject(new Error(`${path} answered ${answer.statusCode ?? 0}`))));
    });
    asking.on('error', reject);
    asking.end();
  });
}

async function inflate(bytes: Buffer, encoding: string): Promise<Buffer> {
  switch (encoding) {
    case 'gzip':
      return promisify<Buffer, Buffer>(gunzip)(bytes);
    case 'br':
      return promisify<Buffer, Buffer>(brotliDecompress)(bytes);
    case 'zstd':
      return promisify<Buffer, Buffer>(zstdDecompress)(bytes);
    default:
      return bytes;
  }
}

function figuresOf(database: BenchDatabase, rounds: readonly Round[], employees: number): Figure[] {
  const typical = (value: (round: Round) => number): number => median(rounds.map(value));
  const sample = rounds.length;
  const limit = { name: 'the same rows by two bare queries, as JSON', value: typical((round) => round.bareSeconds) };
  const missing = rounds.filter((round) => round.download.items !== employees || round.changes.items !== employees).length;
  if (missing > 0) throw new Error(`${missing} rounds did not bring all ${employees} employees`);
  return [
    { name: `download of ${employees} employees, ${database.name}`, unit: 's', ours: typical((round) => round.download.seconds), sample, limit, goal: null },
    { name: `download of ${employees}: bytes on the wire`, unit: 'bytes', ours: typical((round) => round.download.wireBytes), sample, limit: { name: 'as plain JSON', value: typical((round) => round.download.plainBytes) }, goal: 0.2 },
    { name: `changes for ${employees} employees, ${database.name}`, unit: 's', ours: typical((round) => round.changes.seconds), sample, limit, goal: null },
    { name: `changes for ${employees}: bytes on the wire`, unit: 'bytes', ours: typical((round) => round.changes.wireBytes), sample, limit: { name: 'as plain JSON', value: typical((round) => round.changes.plainBytes) }, goal: 0.2 },
    { name: `changes for ${employees}: the server's peak memory`, unit: 'MiB', ours: typical((round) => round.memoryMiB), sample, limit: null, goal: null },
  ];
}
