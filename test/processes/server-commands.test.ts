import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { demo } from '../../server/demo.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { startProgram } from '../support/program.ts';
import { runServerCommand, type CommandEnd } from '../support/run-command.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const administrator = { username: 'olga', password: 'purple-otter-42' };
const tenant = ['create-tenant', '--company', 'Acme Tools', '--alias', 'ACM', '--time-zone', 'Europe/Berlin', '--locale', 'de-DE', '--administrator', administrator.username];

function folder(): string {
  const { path: made, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  return made;
}

const lineOf = (end: CommandEnd): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(JSON.parse(end.out));

/** One sentence for a person, no stack, and nothing of `secret`. */
function expectSentence(end: CommandEnd, naming: RegExp, secret: string | null = null): void {
  expect(end.err).toMatch(naming);
  expect(end.err.trim().split('\n')).toHaveLength(1);
  expect(end.err).not.toMatch(/\bat .*:\d+:\d+/);
  expect(end.code).toBe(1);
  if (secret !== null) expect(end.out + end.err).not.toContain(secret);
}

/** A server on that data: its address. */
async function serve(environment: Record<string, string>): Promise<string> {
  const program = startProgram('server/zentime-server.ts', ['start'], { ZENTIME_SERVER_PORT: '0', ZENTIME_DRAIN_SECONDS: '0', ...environment });
  onTestFinished(() => program.end('SIGKILL').then(() => undefined));
  return z.string().parse((await program.waitFor('serverReady', 30_000))['url']);
}

async function signIn(url: string, body: { username: string; password: string }): Promise<number> {
  const response = await fetch(url + apiPrefix + routes.openSession.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

async function epochOf(url: string): Promise<string | null> {
  return (await fetch(`${url}${apiPrefix}/ping?nonce=nonce-1234`)).headers.get('zentime-epoch');
}

describe('the command line', () => {
  it('I1 says what there is, and what of it makes no sense', async () => {
    const help = await runServerCommand(['--help'], {});
    for (const name of ['start', 'check', 'migrate', 'create-tenant', 'set-password', 'new-epoch', 'seed-demo', 'seed-people']) expect(help.out).toContain(`  ${name} `);
    expect((await runServerCommand(['create-tenant', '--help'], {})).out).toContain('--time-zone ZONE');
    expectSentence(await runServerCommand(['strat'], {}), /no command "strat"/);
    expectSentence(await runServerCommand(['check', '--fast'], {}), /--fast/);
    expectSentence(await runServerCommand(['create-tenant', '--company', 'Acme'], {}), /--alias: is required/);
    expectSentence(await runServerCommand(['--config', '/no/such/file.json'], {}), /\/no\/such\/file\.json cannot be read/);
  });

  it('I2 makes a tenant whose administrator can sign in, and refuses the same company and the same name', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    const made = await runServerCommand(tenant, environment, `${administrator.password}\n`);
    expect(made.err).toBe('');
    expect(lineOf(made)).toMatchObject({ event: 'tenantCreated', company: 'Acme Tools', alias: 'ACM' });
    expect(made.out).not.toContain(administrator.password);
    expectSentence(await runServerCommand(tenant, environment, `${administrator.password}\n`), /already/, administrator.password);
    const sameName = tenant.map((argument) => (argument === 'ACM' ? 'ACM2' : argument === 'olga' ? 'OLGA' : argument));
    expectSentence(await runServerCommand(sameName, environment, `${administrator.password}\n`), /"OLGA" is taken/, administrator.password);
    const url = await serve(environment);
    expect(await signIn(url, administrator)).toBe(200);
    const company = await fetch(`${url}${apiPrefix}${routes.findCompany.path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ company: 'acme tools', alias: 'acm' }) });
    expect(routes.findCompany.answer.parse(await company.json()).organisation).toMatchObject({ timeZone: 'Europe/Berlin', locale: 'de-DE', firstDayOfWeek: 1 });
  });

  it('J3 takes no password that is missing, short or known to everybody, and stores nothing then', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    expectSentence(await runServerCommand(tenant, environment), /No password came/);
    expectSentence(await runServerCommand(tenant, environment, 'short1\n'), /at least 10 characters/, 'short1');
    expectSentence(await runServerCommand(tenant, environment, 'password2026\n'), /cannot be taken/, 'password2026');
    const wrongZone = tenant.map((argument) => (argument === 'Europe/Berlin' ? 'Europe/Nowhere' : argument));
    expectSentence(await runServerCommand(wrongZone, environment, `${administrator.password}\n`), /timeZone/, administrator.password);
    expect((await runServerCommand(tenant, environment, `${administrator.password}\n`)).code).toBe(0);
  });

  it('K15 sets a new password while the server runs: the old one and its sessions end', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    await runServerCommand(tenant, environment, `${administrator.password}\n`);
    const url = await serve(environment);
    expect(await signIn(url, administrator)).toBe(200);
    const set = await runServerCommand(['set-password', '--user', ' Olga '], environment, 'horse-battery-77\n');
    expect(lineOf(set)).toEqual({ event: 'passwordSet', user: 'olga' });
    expect(await signIn(url, administrator)).toBe(401);
    expect(await signIn(url, { ...administrator, password: 'horse-battery-77' })).toBe(200);
    expectSentence(await runServerCommand(['set-password', '--user', 'nobody'], environment, 'horse-battery-77\n'), /no user "nobody"/, 'horse-battery-77');
  });

  it('D10 gives a restored database a new epoch', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    const before = lineOf(await runServerCommand(['migrate'], environment))['epoch'];
    const renewed = lineOf(await runServerCommand(['new-epoch'], environment));
    expect(renewed).toMatchObject({ event: 'epochRenewed', before });
    expect(renewed['now']).not.toBe(before);
    expect(await epochOf(await serve(environment))).toBe(renewed['now']);
  });

  it('L2 seeds the demo by a command, on a loopback server and a database of this machine alone', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    expect(lineOf(await runServerCommand(['seed-demo'], environment))).toMatchObject({ event: 'demoSeeded', alias: demo.alias });
    expect(lineOf(await runServerCommand(['seed-people', '--count', '7'], environment))).toEqual({ event: 'peopleSeeded', added: 7 });
    expectSentence(await runServerCommand(['seed-people', '--timeclock', '77'], environment), /no timeclock 77/);
    expect(await signIn(await serve(environment), demo.administrator)).toBe(200);
    expectSentence(await runServerCommand(['seed-demo'], { ...environment, ZENTIME_HOST: '0.0.0.0' }), /loopback only/);
    expectSentence(await runServerCommand(['seed-people'], { DATABASE_URL: 'postgres://zentime:hunter2secret@db.example/zentime' }), /on this machine only/, 'hunter2secret');
  });

  it('I1 checks what start would use, one line each', async () => {
    const dataDir = folder();
    const file = path.join(dataDir, 'settings.json');
    writeFileSync(file, JSON.stringify({ dataDir, port: 4999 }));
    const good = await runServerCommand(['check', '--config', file], {});
    expect(
      good.out
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['configuration', 'TLS files', 'database']);
    expect(good.out).toContain('port 4999');
    expect(good.code).toBe(0);
    writeFileSync(path.join(dataDir, 'no.pem'), 'no certificate');
    const pem = path.join(dataDir, 'no.pem');
    expectSentence(await runServerCommand(['check', '--config', file], { ZENTIME_TLS_CERT: pem, ZENTIME_TLS_KEY: pem }), /TLS files: cannot be used/);
    writeFileSync(file, '{"prot": 4999}');
    expectSentence(await runServerCommand(['check', '--config', file], {}), /"prot", which is no setting/);
  });
});

describe('J3 the password of DATABASE_URL is never said', () => {
  const secret = 'hunter2secret';

  it('J3 when nobody answers, when what answers is no PostgreSQL, and when the address is broken', async () => {
    const other = createServer((socket) => void socket.end('220 hello\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const run = (command: string, url: string) => runServerCommand([command], { DATABASE_URL: url, ZENTIME_SERVER_PORT: '0' });
    for (const url of [`postgres://u:${secret}@127.0.0.1:${port}/d`, `postgres://u:${secret}%zz@127.0.0.1/d`]) expectSentence(await run('check', url), /DATABASE_URL/, secret);
    expectSentence(await run('start', `postgres://u:${secret}@127.0.0.1:1/d`), /DATABASE_URL/, secret);
  });
});

describe.runIf(findPostgres() !== null)('on PostgreSQL', () => {
  let postgres: PostgresServer | null = null;
  const started = (): PostgresServer => {
    if (postgres === null) throw new Error('PostgreSQL has not started');
    return postgres;
  };
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.create('zentime');
  });
  afterAll(() => postgres?.stop());

  it('I1 makes a tenant, serves it, and says where the data lies, with the address from a file', async () => {
    const file = path.join(folder(), 'database-url');
    writeFileSync(file, `${started().urlOf('zentime')}\n`);
    chmodSync(file, 0o600);
    const environment = { DATABASE_URL_FILE: file };
    expect((await runServerCommand(['check'], environment)).out).toContain('database: good; PostgreSQL at ');
    expect((await runServerCommand(tenant, environment, `${administrator.password}\n`)).err).toBe('');
    expectSentence(await runServerCommand(tenant, environment, `${administrator.password}\n`), /already/);
    const url = await serve(environment);
    expect(await signIn(url, administrator)).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const before = await epochOf(url);
    expect(lineOf(await runServerCommand(['new-epoch'], environment))).toMatchObject({ before });
  });

  it('J3 names what is missing there', async () => {
    expectSentence(await runServerCommand(['check'], { DATABASE_URL: started().urlOf('nothing_here') }), /does not have a database of this name/);
  });
});
