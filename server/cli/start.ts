/**
 * `start`: the server itself. Standard output carries JSON lines that other programs wait for, standard error the log. What keeps it
 * from starting is said in one sentence.
 */
import { pino } from 'pino';
import { z } from 'zod';
import { buildApp } from '../app.ts';
import type { Announcement, ServerApp, ServerDeps } from '../app-deps.ts';
import type { ServerConfig } from '../settings/config.ts';
import { databaseSentence } from '../settings/database-sentence.ts';
import { describeDatabase } from '../settings/database-target.ts';
import { seedDemo } from '../demo.ts';
import { LinesTogether } from '../lines-together.ts';
import { createLogger, type ServerLog } from '../log.ts';
import { openServer } from '../open-server.ts';
import { IntakeThread, intakeProgram } from '../intake-thread/intake-thread.ts';
import { Stopping } from '../operations/readiness.ts';
import { TlsRenewal, type TlsFilePair } from '../operations/tls-renewal.ts';
import { stopLimitMs, stopOnSignal } from '../operations/stop.ts';
import { configOption, readArguments, readCommandConfig, refused, type Command, type CommandOutcome, type Refused } from './command.ts';

const standardError = 2;
const argumentsOf = z.object({ demo: z.boolean().default(false), config: z.string().optional() });

export const start: Command = {
  name: 'start',
  summary: 'Starts the server; what it listens on and where its data lies comes from the environment or a file.',
  options: { ...configOption, demo: { value: null, help: 'seeds the demo tenant, with its public passwords; on loopback only' } },
  async run(input) {
    const read = readArguments(start, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    const config = readCommandConfig(input, read.values.config, read.values.demo ? 'demo' : 'kept');
    return config.kind === 'refused' ? config : serve(config.config, asItShips);
  },
};

/** Standard output and the log, whose lines of one turn go out together. */
function openLines(): { readonly output: LinesTogether; readonly log: LinesTogether } {
  const destination = pino.destination(standardError);
  const output = new LinesTogether((text) => void process.stdout.write(text));
  const log = new LinesTogether((text) => void destination.write(text));
  process.once('exit', () => {
    output.flush();
    log.flush();
  });
  return { output, log };
}

/** What stands between the server and its parts, and what runs in its intake thread: the parts themselves but for the kill tests. */
export interface Dressing {
  readonly dress: (deps: ServerDeps) => ServerDeps;
  readonly intakeProgram: URL;
}

const asItShips: Dressing = { dress: (deps) => deps, intakeProgram };

export async function serve(config: ServerConfig, dressing: Dressing): Promise<CommandOutcome> {
  const { database, setupRequestsPerMinute, geoip: countryHint } = config;
  const lines = openLines();
  const announce = (line: Announcement): void => lines.output.write(`${JSON.stringify(line)}\n`);
  const logger = createLogger(lines.log, config.logLevel);
  const opened = await openServer({ database, logger, announce, setupRequestsPerMinute, answers: 'trusted', countryHint });
  if (opened.kind !== 'opened') return refused(databaseSentence(database, opened.kind));
  const deps = dressing.dress(opened.deps);
  if (config.tenants === 'demo') await seedDemo(deps);
  const stopping = new Stopping();
  const built = await build(deps, config, stopping, dressing.intakeProgram);
  if (built.kind === 'refused') {
    await deps.database.close();
    return built;
  }
  // Before anybody is told that the server is ready: whoever hears it may stop it at once.
  stopOnSignal({ app: built.app, log: deps.log, stopping, drainMs: config.drainMs, limitMs: stopLimitMs });
  const listening = await listen(built.app, config, announce);
  if (listening.kind === 'refused') return listening;
  if (config.tls.kind === 'on') renewTls(built.app, config.tls, deps.log);
  deps.log.log('server.started', { host: config.host, tls: config.tls.kind, tenants: config.tenants, epoch: deps.epoch, database: describeDatabase(database) });
  return { kind: 'done' };
}

async function build(deps: ServerDeps, config: ServerConfig, stopping: Stopping, program: URL): Promise<{ readonly kind: 'built'; readonly app: ServerApp } | Refused> {
  const { tls, trustedProxies, mostConnections } = config;
  const intake = new IntakeThread({ program, target: config.database, database: deps.database, log: deps.log });
  try {
    return { kind: 'built', app: await buildApp(deps, { tls, trustedProxies, mostConnections, stopping, background: 'on', intake }) };
  } catch (cause) {
    await intake.close();
    if (tls.kind === 'off') throw cause;
    return refused(`The TLS files ${tls.certFile} and ${tls.keyFile} cannot be used. Check that both exist, are PEM, and belong together.`);
  }
}

function renewTls(app: ServerApp, files: TlsFilePair, log: ServerLog): void {
  // Its timer holds nothing up, and it ends with the process.
  new TlsRenewal(files, app.server, log).start();
}

async function listen(app: ServerApp, config: ServerConfig, announce: ServerDeps['announce']): Promise<CommandOutcome> {
  try {
    await app.listen({ host: config.host, port: config.port, backlog: 4096 });
  } catch (cause) {
    await app.close();
    return refused(listenSentence(config, cause instanceof Error && 'code' in cause ? cause.code : null));
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  announce({ event: 'serverReady', url: `${config.tls.kind === 'on' ? 'https' : 'http'}://${host}:${port}` });
  return { kind: 'done' };
}

function listenSentence(config: ServerConfig, code: unknown): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${config.port} is in use. Stop the program that has it, or set ZENTIME_SERVER_PORT to another one (0 takes any).`;
    case 'EACCES':
      return `Port ${config.port} is not allowed to this user. Set ZENTIME_SERVER_PORT to a port above 1023.`;
    default:
      return `The server cannot listen on ${config.host}, port ${config.port}. Check ZENTIME_HOST and ZENTIME_SERVER_PORT.`;
  }
}
