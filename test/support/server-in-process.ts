/** The central server in this process, on a database of its own (test-database.ts), with the demo tenant and a clock that stands still; requests are injected. */
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { BatchAnswer, BatchInput, DeviceCredentials, RouteName } from '../../shared/contracts/http.ts';
import { deviceCredentials, routes, runHeader, sealedMediaType } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import { buildApp } from '../../server/app.ts';
import type { Announcement, ServerApp, ServerDeps } from '../../server/app-deps.ts';
import { demo, seedDemo } from '../../server/demo.ts';
import { IntakeThread } from '../../server/intake-thread/intake-thread.ts';
import { createLogger } from '../../server/log.ts';
import { openServer } from '../../server/open-server.ts';
import { createSealer } from '../../daemon/seal-batch.ts';
import { databaseOfFolder, makeTestDatabase } from './test-database.ts';
import { testNowMs } from './test-now.ts';

export { testNowMs } from './test-now.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

export interface Ask {
  /** What stands for the `:names` of the route's path. */
  readonly params?: Record<string, string | number>;
  readonly query?: Record<string, string | number>;
  readonly body?: unknown;
  readonly token?: string;
  readonly contentType?: string;
  /** Where the request comes from; this machine unless told otherwise. */
  readonly address?: string;
  /** H5: the run of the daemon that asks; none unless told otherwise. */
  readonly run?: string;
}

export type AnswerOf<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;

export interface ServerInProcess {
  readonly app: ServerApp;
  readonly deps: ServerDeps;
  readonly clock: ManualClock;
  readonly announced: Announcement[];
  /** Lines of the log. */
  readonly logged: string[];
  /** Whatever the server answers. */
  ask(name: RouteName, ask?: Ask): Promise<Answer>;
  /** The answer of status 200, checked against the contract. */
  answer<N extends RouteName>(name: N, ask?: Ask): Promise<AnswerOf<N>>;
  close(): Promise<void>;
}

export interface ServerInProcessOptions {
  /** Opens an existing folder instead of a new one. */
  readonly dataDir?: string;
  readonly setupRequestsPerMinute?: number;
  /** What takes batches in a thread of its own; they are taken in this one unless told otherwise. */
  readonly intakeProgram?: URL;
}

export async function serverInProcess(options: ServerInProcessOptions = {}): Promise<ServerInProcess> {
  const clock = new ManualClock(testNowMs);
  const announced: Announcement[] = [];
  const logged: string[] = [];
  const database = options.dataDir === undefined ? await makeTestDatabase() : await databaseOfFolder(options.dataDir);
  const opened = await openServer({
    database: database.target,
    logger: createLogger({ write: (line: string) => logged.push(line) }),
    announce: (line) => announced.push(line),
    setupRequestsPerMinute: options.setupRequestsPerMinute ?? 10_000,
    answers: 'checked',
    clock,
  });
  if (opened.kind !== 'opened') throw new Error(`the test's database is ${opened.kind}`);
  await seedDemo(opened.deps);
  const { intakeProgram: program } = options;
  const app = await buildApp(opened.deps, program === undefined ? {} : { intake: new IntakeThread({ program, target: database.target, database: opened.deps.database, log: opened.deps.log }) });
  const ask = (name: RouteName, one: Ask = {}) => inject(app, name, one);
  return {
    app,
    deps: opened.deps,
    clock,
    announced,
    logged,
    ask,
    async answer<N extends RouteName>(name: N, one?: Ask): Promise<AnswerOf<N>> {
      const { status, body } = await ask(name, one);
      if (status !== 200) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
      const schema: z.ZodType = routes[name].answer;
      return schema.parse(body) as AnswerOf<N>;
    },
    close: async () => {
      await app.close();
      if (options.dataDir === undefined) await database.remove();
    },
  };
}

/** The same, closed by the test that runs. */
export async function arrangeServer(options: ServerInProcessOptions = {}): Promise<ServerInProcess> {
  const server = await serverInProcess(options);
  onTestFinished(() => server.close());
  return server;
}

async function inject(app: ServerApp, name: RouteName, ask: Ask): Promise<Answer> {
  const route = routes[name];
  const payload = ask.body === undefined || typeof ask.body === 'string' || Buffer.isBuffer(ask.body) ? ask.body : JSON.stringify(ask.body);
  const response = await app.inject({
    method: route.method,
    url: apiPrefix + pathWith(route.path, ask.params ?? {}),
    ...(ask.address === undefined ? {} : { remoteAddress: ask.address }),
    query: Object.fromEntries(Object.entries(ask.query ?? {}).map(([key, value]) => [key, String(value)])),
    headers: {
      ...(ask.run === undefined ? {} : { [runHeader]: ask.run }),
      ...(ask.token === undefined ? {} : { authorization: `Bearer ${ask.token}` }),
      ...(payload === undefined ? {} : { 'content-type': ask.contentType ?? 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, headers: response.headers, body: response.body === '' ? null : JSON.parse(response.body) };
}

/** @throws when a name of the path has no value */
function pathWith(pattern: string, params: Record<string, string | number>): string {
  return pattern.replaceAll(/:(\w+)/g, (_all, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the path needs ${name}`);
    return encodeURIComponent(String(value));
  });
}

export interface EnrolInput {
  readonly tenantId?: string;
  readonly timeclockId?: number;
  readonly username?: string;
  readonly password?: string;
  readonly deviceId?: string;
}

/** The body of a sign-in; the demo's administrator at Dock 4 unless told otherwise. */
export function signInBody(input: EnrolInput = {}) {
  return {
    tenantId: input.tenantId ?? demo.tenantId,
    timeclockId: input.timeclockId ?? demo.timeclocks.dock,
    username: input.username ?? demo.administrator.username,
    password: input.password ?? demo.administrator.password,
    device: { deviceId: input.deviceId ?? 'kiosk-1', deviceName: 'Test kiosk', platform: 'test', appVersion: '0.1.0' },
  };
}

export async function enrol(server: ServerInProcess, input: EnrolInput = {}): Promise<DeviceCredentials> {
  return deviceCredentials.parse(await server.answer('enrolDevice', { body: signInBody(input) }));
}

export interface UploadInput {
  readonly credentials: DeviceCredentials;
  readonly deviceId?: string;
  readonly punches?: readonly unknown[];
  /** K9; none unless told otherwise. */
  readonly records?: NonNullable<BatchInput['records']>;
  readonly status?: NonNullable<BatchInput['status']>;
  readonly lastSyncAt?: string;
  readonly recovery?: boolean;
}

const seal = createSealer();

/** The sealed form of a batch. */
export async function sealedBatch(input: UploadInput): Promise<string> {
  const envelope: Omit<BatchInput, 'punches' | 'records'> = {
    batchId: crypto.randomUUID(),
    deviceId: input.deviceId ?? 'kiosk-1',
    recovery: input.recovery ?? false,
    lastSyncAt: input.lastSyncAt ?? null,
    status: input.status ?? null,
  };
  return seal({ ...envelope, records: (input.records ?? []).map((record) => JSON.stringify(record)), punches: (input.punches ?? []).map((punch) => JSON.stringify(punch)) }, input.credentials.sealingKey);
}

/** Uploads and answers whatever the server says. */
export async function tryUpload(server: ServerInProcess, input: UploadInput): Promise<Answer> {
  const lane = input.recovery === true ? 'recovery' : 'normal';
  return server.ask('uploadBatch', { query: { lane }, body: await sealedBatch(input), token: input.credentials.deviceToken, contentType: sealedMediaType });
}

/** Uploads; anything but an answer is an error. */
export async function upload(server: ServerInProcess, input: UploadInput): Promise<BatchAnswer> {
  const { status, body } = await tryUpload(server, input);
  if (status !== 200) throw new Error(`uploadBatch answered ${status}: ${JSON.stringify(body)}`);
  return routes.uploadBatch.answer.parse(body);
}
