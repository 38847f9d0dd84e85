import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceCredentials, routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { migrationNames, newestMigration } from '../../server/database/migrations.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { demo } from '../../server/demo.ts';
import { administrator, createTenant, epochOf, expectSentence, folder, lineOf, serve, signIn } from '../support/command-bench.ts';
import { exported } from '../support/exports.ts';
import { arrangeReadyKiosk, punchOnce, somebody } from '../support/kiosk-in-process.ts';
import { signInBody } from '../support/server-in-process.ts';
import { runServerCommand } from '../support/run-command.ts';

describe('the command line', () => {
  it('I1 says what there is, and what of it makes no sense', async () => {
    const help = await runServerCommand(['--help'], {});
    for (const name of ['start', 'check', 'migrate', 'create-tenant', 'set-password', 'new-epoch', 'rotate-sealing-key', 'import-export', 'seed-demo', 'seed-people']) expect(help.out).toContain(`  ${name} `);
    expect((await runServerCommand(['create-tenant', '--help'], {})).out).toContain('--time-zone ZONE');
    expectSentence(await runServerCommand(['strat'], {}), /no command "strat"/);
    expectSentence(await runServerCommand(['check', '--fast'], {}), /--fast/);
    expectSentence(await runServerCommand(['create-tenant', '--company', 'Acme'], {}), /--alias: is required/);
    expectSentence(await runServerCommand(['--config', '/no/such/file.json'], {}), /\/no\/such\/file\.json cannot be read/);
  });

  it('I2 makes a tenant whose administrator can sign in, and refuses the same company and the same name', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    const made = await runServerCommand(createTenant, environment, `${administrator.password}\n`);
    expect(made.err).toBe('');
    expect(lineOf(made)).toMatchObject({ event: 'tenantCreated', company: 'Acme Tools', alias: 'ACM' });
    expect(made.out).not.toContain(administrator.password);
    expectSentence(await runServerCommand(createTenant, environment, `${administrator.password}\n`), /already/, administrator.password);
    const sameName = createTenant.map((argument) => (argument === 'ACM' ? 'ACM2' : argument === 'olga' ? 'OLGA' : argument));
    expectSentence(await runServerCommand(sameName, environment, `${administrator.password}\n`), /"OLGA" is taken/, administrator.password);
    const url = await serve(environment);
    expect(await signIn(url, administrator)).toBe(200);
    const company = await fetch(`${url}${apiPrefix}${routes.findCompany.path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ company: 'acme tools', alias: 'acm' }) });
    expect(routes.findCompany.answer.parse(await company.json()).organisation).toMatchObject({ timeZone: 'Europe/Berlin', locale: 'de-DE', firstDayOfWeek: 1 });
  });

  it('J3 takes no password that is missing, short or known to everybody, and stores nothing then', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    expectSentence(await runServerCommand(createTenant, environment), /No password came/);
    expectSentence(await runServerCommand(createTenant, environment, 'short1\n'), /at least 10 characters/, 'short1');
    expectSentence(await runServerCommand(createTenant, environment, 'password2026\n'), /cannot be taken/, 'password2026');
    const wrongZone = createTenant.map((argument) => (argument === 'Europe/Berlin' ? 'Europe/Nowhere' : argument));
    expectSentence(await runServerCommand(wrongZone, environment, `${administrator.password}\n`), /timeZone/, administrator.password);
    expect((await runServerCommand(createTenant, environment, `${administrator.password}\n`)).code).toBe(0);
  });

  it('K15 sets a new password while the server runs: the old one and its sessions end', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    await runServerCommand(createTenant, environment, `${administrator.password}\n`);
    const url = await serve(environment);
    expect(await signIn(url, administrator)).toBe(200);
    const set = await runServerCommand(['set-password', '--user', ' Olga '], environment, 'horse-battery-77\n');
    expect(lineOf(set)).toEqual({ event: 'passwordSet', user: 'olga' });
    expect(await signIn(url, administrator)).toBe(401);
    expect(await signIn(url, { ...administrator, password: 'horse-battery-77' })).toBe(200);
    expectSentence(await runServerCommand(['set-password', '--user', 'nobody'], environment, 'horse-battery-77\n'), /no user "nobody"/, 'horse-battery-77');
  });

  it('D10 gives a restored database a new epoch, after which cursors of before are not taken', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    await runServerCommand(['seed-demo'], environment);
    const first = await serve(environment);
    const { deviceToken } = deviceCredentials.parse(await (await fetch(first + apiPrefix + routes.enrolDevice.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signInBody()) })).json());
    const headers = { authorization: `Bearer ${deviceToken}` };
    const { cursor } = routes.readEmployees.answer.parse(await (await fetch(first + apiPrefix + routes.readEmployees.path, { headers })).json());
    const changesFrom = (url: string) => fetch(`${url}${apiPrefix}${routes.readChanges.path}?cursor=${encodeURIComponent(cursor)}`, { headers });
    expect((await changesFrom(first)).status).toBe(200);
    const before = await epochOf(first);
    const renewed = lineOf(await runServerCommand(['new-epoch'], environment));
    expect(renewed).toMatchObject({ event: 'epochRenewed', before });
    expect(renewed['now']).not.toBe(before);
    const restarted = await serve(environment);
    expect(await epochOf(restarted)).toBe(renewed['now']);
    expect(await (await changesFrom(restarted)).json()).toMatchObject({ code: 'cursorUnknown' });
  });

  it('D2 replaces the sealing key by a command, also while a server runs, and leads from old keys to the new one', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    await runServerCommand(['seed-demo'], environment);
    expectSentence(await runServerCommand(['rotate-sealing-key', '--keep-days', 'long'], environment), /--keep-days: must be a number of days/);
    const first = lineOf(await runServerCommand(['rotate-sealing-key'], environment));
    expect(first).toMatchObject({ event: 'sealingKeyRotated' });
    expect(Date.parse(String(first['oldOpensUntil']))).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const url = await serve(environment);
    const second = lineOf(await runServerCommand(['rotate-sealing-key', '--keep-days', '0'], environment));
    expect(second['before']).toBe(first['now']);
    const enrolled = deviceCredentials.parse(await (await fetch(url + apiPrefix + routes.enrolDevice.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signInBody()) })).json());
    const headers = { authorization: `Bearer ${enrolled.deviceToken}` };
    const { successors } = routes.readSealingKeys.answer.parse(await (await fetch(`${url}${apiPrefix}${routes.readSealingKeys.path}?from=${String(first['before'])}`, { headers })).json());
    expect(successors.length).toBeGreaterThan(0);
  });

  it('E8 H2 loads an export by a command, while a server runs, once however often; what is wrong with one is a sentence', async () => {
    const environment = { ZENTIME_SERVER_DATA_DIR: folder() };
    await runServerCommand(['seed-demo'], environment);
    const url = await serve(environment);
    const { kiosk, clock } = await arrangeReadyKiosk([somebody('NWF-1001', '111111', { assignments: [] })]);
    clock.advanceTo(Date.now() - 3_600_000);
    await punchOnce(kiosk, '111111');
    const enrolled = await fetch(url + apiPrefix + routes.enrolDevice.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signInBody({ deviceId: kiosk.device.deviceId })) });
    kiosk.settings.write('enrolment', { serverUrl: url, credentials: deviceCredentials.parse(await enrolled.json()) });
    kiosk.settings.write('organisation', { tenantId: demo.tenantId, name: 'Northwind Foods', alias: demo.alias, timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 });
    const { folder: stick, manifest } = await exported(kiosk, path.join(folder(), 'stick'));
    const counts = { event: 'exportImported', exportId: manifest.exportId, punches: 1, accepted: 1, refused: 0 };
    expect(lineOf(await runServerCommand(['import-export', stick], environment))).toMatchObject({ ...counts, knownBefore: 0 });
    expect(lineOf(await runServerCommand(['import-export', path.join(stick, 'manifest.json')], environment))).toMatchObject({ ...counts, knownBefore: 1 });
    expectSentence(await runServerCommand(['import-export'], environment), /Say which export/);
    expectSentence(await runServerCommand(['import-export', '/no/such/stick'], environment), /is no export of a kiosk/);
    truncateSync(path.join(stick, 'punches.json'), 50);
    expectSentence(await runServerCommand(['import-export', stick], environment), /punches\.json of the export ends too early/);
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
    await runServerCommand(['migrate', '--config', file], {});
    const good = await runServerCommand(['check', '--config', file], {});
    expect(
      good.out
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['configuration', 'TLS files', 'database']);
    expect(good.out).toContain('port 4999');
    expect(good.out).toContain('database: good');
    expect(good.code).toBe(0);
    writeFileSync(path.join(dataDir, 'no.pem'), 'no certificate');
    const pem = path.join(dataDir, 'no.pem');
    expectSentence(await runServerCommand(['check', '--config', file], { ZENTIME_TLS_CERT: pem, ZENTIME_TLS_KEY: pem }), /TLS files: cannot be used/);
    writeFileSync(file, '{"prot": 4999}');
    expectSentence(await runServerCommand(['check', '--config', file], {}), /"prot", which is no setting/);
  });

  it('I1 J3 checks and changes nothing: what is not there is said and not made, what is older stays so', async () => {
    const dataDir = folder();
    const below = path.join(dataDir, 'not', 'there');
    for (const where of [below, dataDir]) {
      const end = await runServerCommand(['check'], { ZENTIME_SERVER_DATA_DIR: where });
      expect(end.out).toContain(`database: not there yet; start, migrate or create-tenant makes it in the folder ${where}.`);
      expect(end.code).toBe(0);
    }
    expect(readdirSync(dataDir)).toEqual([]);
    writeFileSync(path.join(dataDir, 'a-file'), '');
    expectSentence(await runServerCommand(['check'], { ZENTIME_SERVER_DATA_DIR: path.join(dataDir, 'a-file', 'below') }), /cannot be written/);
    await runServerCommand(['migrate'], { ZENTIME_SERVER_DATA_DIR: dataDir });
    const file = new SQLite(path.join(dataDir, databaseFileName));
    onTestFinished(() => void file.close());
    const applied = () => file.prepare('select name from kysely_migration order by name').pluck().all();
    file.prepare('delete from kysely_migration where name = ?').run(newestMigration);
    expect((await runServerCommand(['check'], { ZENTIME_SERVER_DATA_DIR: dataDir })).out).toMatch(/database: good; .* of an older version: take a backup/);
    expect(applied()).toEqual(migrationNames.slice(0, -1));
    file.exec("insert into kysely_migration values ('9999-later', '2030-01-01')");
    expectSentence(await runServerCommand(['check'], { ZENTIME_SERVER_DATA_DIR: dataDir }), /newer version/);
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
