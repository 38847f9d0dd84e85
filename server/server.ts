/**
 * The central server's command line. Standard output carries JSON lines that other programs wait for, standard error the log.
 * What keeps it from starting is said in one sentence, with exit code 1.
 */
import { pino } from 'pino';
import { buildApp } from './app.ts';
import type { Announcement, ServerApp } from './app-deps.ts';
import { readConfig, type ServerConfig } from './config.ts';
import { databaseSentence } from './database-sentence.ts';
import type { DatabaseTarget } from './database/open.ts';
import { seedDemo } from './demo.ts';
import { createLogger, type ServerLog } from './log.ts';
import { openServer } from './open-server.ts';

const standardError = 2;

/** Ends the start: the sentence is for the person who started it. */
class StartRefused extends Error {}

function announce(line: Announcement): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function start(config: ServerConfig): Promise<void> {
  const database: DatabaseTarget = { kind: 'sqlite', dataDir: config.dataDir };
  const opened = await openServer({ database, logger: createLogger(pino.destination(standardError)), announce, setupRequestsPerMinute: config.setupRequestsPerMinute, answers: 'trusted' });
  if (opened.kind !== 'opened') throw new StartRefused(databaseSentence(database, opened.kind));
  const { deps } = opened;
  if (config.tenants === 'demo') await seedDemo(deps);
  const app = await buildApp(deps, config.tls).catch((cause: unknown) => refuseTls(config, cause));
  // Before anybody is told that the server is ready: whoever hears it may stop it at once.
  stopOnSignal(app, deps.log);
  await listen(app, config);
  deps.log.log('server.started', { host: config.host, tls: config.tls.kind, tenants: config.tenants, epoch: deps.epoch });
}

function refuseTls(config: ServerConfig, cause: unknown): never {
  if (config.tls.kind === 'off') throw cause;
  throw new StartRefused(`The TLS files ${config.tls.certFile} and ${config.tls.keyFile} cannot be used. Check that both exist and are PEM.`);
}

async function listen(app: ServerApp, config: ServerConfig): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await app.close();
    throw new StartRefused(listenSentence(config, cause instanceof Error && 'code' in cause ? cause.code : null));
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  announce({ event: 'serverReady', url: `${config.tls.kind === 'on' ? 'https' : 'http'}://${host}:${port}` });
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

/** Finishes what is in hand, then ends; a second signal ends at once. */
function stopOnSignal(app: ServerApp, log: ServerLog): void {
  const stop = (): void => {
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1));
    void app.close().then(() => {
      log.log('server.stopped');
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

async function main(): Promise<void> {
  const read = readConfig(process.env, process.argv.slice(2), process.cwd());
  if (read.kind === 'refused') throw new StartRefused(read.sentence);
  await start(read.config);
}

try {
  await main();
} catch (cause) {
  const sentence = cause instanceof StartRefused ? cause.message : `The server could not start: ${cause instanceof Error ? cause.message : 'unknown reason'}`;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
