import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isLoopback, readConfig, type ConfigOutcome } from './config.ts';
import { describeDatabase } from './database-target.ts';
import { configVariable, dataRootVariable } from './read-settings.ts';
import { settingNames, settings } from './settings.ts';

interface Given {
  readonly environment?: NodeJS.ProcessEnv;
  readonly files?: Readonly<Record<string, string>>;
  readonly configFile?: string;
  readonly tenants?: 'kept' | 'demo';
}

const read = ({ environment = {}, files = {}, configFile, tenants = 'kept' }: Given): ConfigOutcome => readConfig({ environment, configFile: configFile ?? null, tenants, workingDir: '/folder', readText: (file) => files[file] ?? null });
const withEnvironment = (environment: NodeJS.ProcessEnv): ConfigOutcome => read({ environment });
const sentenceOf = (outcome: ConfigOutcome): string => (outcome.kind === 'refused' ? outcome.sentence : '');
const tls = { ZENTIME_TLS_CERT: 'c', ZENTIME_TLS_KEY: 'k' };

it('L1 listens on loopback, port 4780, with SQLite, without any setting', () => {
  const database = { kind: 'sqlite', dataDir: '/folder/.data/server' };
  expect(read({})).toMatchObject({ kind: 'config', config: { database, host: '127.0.0.1', port: 4780, tls: { kind: 'off' }, tenants: 'kept', trustedProxies: [], logLevel: 'info', geoip: 'on', drainMs: 1000 } });
});

it('D2 refuses to be reachable by others without TLS', () => {
  expect(sentenceOf(withEnvironment({ ZENTIME_HOST: '0.0.0.0' }))).toContain('TLS is required');
  expect(withEnvironment({ ZENTIME_HOST: '0.0.0.0', ...tls })).toMatchObject({ kind: 'config', config: { tls: { kind: 'on', certFile: 'c', keyFile: 'k' } } });
});

it('L2 refuses the demo tenant on anything but loopback, TLS or not, and in a database of another machine', () => {
  expect(sentenceOf(read({ environment: { ZENTIME_HOST: '192.168.1.5', ...tls }, tenants: 'demo' }))).toContain('demo tenant');
  expect(sentenceOf(read({ environment: { DATABASE_URL: 'postgres://u@db.example/zentime' }, tenants: 'demo' }))).toContain('demo tenant');
  for (const DATABASE_URL of ['postgres://u@127.0.0.1/zentime', 'postgres:///zentime?host=/run/postgresql', 'postgres://u@[::1]:5433/zentime', 'file:here']) {
    expect(read({ environment: { DATABASE_URL }, tenants: 'demo' })).toMatchObject({ kind: 'config', config: { tenants: 'demo' } });
  }
});

it('J3 says in a sentence which setting makes no sense', () => {
  const bad: [NodeJS.ProcessEnv, string][] = [
    [{ ZENTIME_SERVER_PORT: '70000' }, 'ZENTIME_SERVER_PORT'],
    [{ ZENTIME_SERVER_PORT: 'http' }, 'ZENTIME_SERVER_PORT'],
    [{ ZENTIME_SERVER_PORT: '0x50' }, 'a number from 0 to 65535'],
    [{ ZENTIME_SETUP_PER_MINUTE: '0' }, 'ZENTIME_SETUP_PER_MINUTE'],
    [{ ZENTIME_TLS_CERT: 'c' }, 'ZENTIME_TLS_KEY'],
    [{ ZENTIME_TRUSTED_PROXIES: '10.0.0.0/33' }, 'ZENTIME_TRUSTED_PROXIES'],
    [{ ZENTIME_TRUSTED_PROXIES: '010.0.0.1' }, 'ZENTIME_TRUSTED_PROXIES'],
    [{ ZENTIME_TRUSTED_PROXIES: 'proxy.example' }, 'addresses or ranges'],
    [{ ZENTIME_LOG_LEVEL: 'debug' }, 'info, warning or error'],
    [{ ZENTIME_GEOIP: 'maybe' }, 'on or off'],
    [{ DATABASE_URL: 'mysql://u@h/d' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://u@h/d', DATABASE_URL_FILE: '/f' }, 'both set'],
    [{ DATABASE_URL: 'file:a', ZENTIME_SERVER_DATA_DIR: 'b' }, 'both name a folder'],
  ];
  for (const [environment, named] of bad) expect(sentenceOf(withEnvironment(environment))).toContain(named);
});

it('J3 takes no setting that is there and empty for one that is not: each is named, in the environment and in the file', () => {
  for (const variable of [configVariable, dataRootVariable, ...settingNames.map((name) => settings[name].variable)]) {
    expect(sentenceOf(withEnvironment({ [variable]: '' })), variable).toContain(`${variable} is set, and empty. Give it a value or take it away`);
  }
  for (const name of settingNames) expect(sentenceOf(read({ configFile: '/f', files: { '/f': JSON.stringify({ [name]: '' }) } })), name).toContain(`"${name}" in /f is set, and empty`);
});

it('L2 knows which addresses are loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '127.example.com', '10.0.0.1', 'localhost.example'].some(isLoopback)).toBe(false);
});

describe('I1 a file of settings', () => {
  const file = (content: unknown): Given => ({ configFile: '/etc/zentime.json', files: { '/etc/zentime.json': typeof content === 'string' ? content : JSON.stringify(content) } });

  it('I1 takes the same settings, named by --config or the environment, and the environment goes before it', () => {
    const given = file({ port: 8443, host: '10.0.0.4', tlsCert: 'c', tlsKey: 'k', trustedProxies: ['10.0.0.0/24', '::1'], logLevel: 'warning', geoip: 'off', setupPerMinute: 20, drainSeconds: 5, mostConnections: 500 });
    const config = { port: 8443, host: '10.0.0.4', trustedProxies: ['10.0.0.0/24', '::1'], logLevel: 'warning', geoip: 'off', setupRequestsPerMinute: 20, drainMs: 5000, mostConnections: 500 };
    expect(read(given)).toMatchObject({ kind: 'config', config });
    expect(read({ ...given, environment: { ZENTIME_SERVER_PORT: '9000', ZENTIME_TRUSTED_PROXIES: ' 10.1.1.1, 10.2.0.0/16 ' } })).toMatchObject({ config: { port: 9000, trustedProxies: ['10.1.1.1', '10.2.0.0/16'] } });
    const { configFile: _named, ...unnamed } = given;
    expect(read({ ...unnamed, environment: { [configVariable]: '/etc/zentime.json' } })).toMatchObject({ config: { port: 8443 } });
  });

  it('J3 names an unknown key, a wrong value, and what is no file of settings', () => {
    expect(sentenceOf(read(file({ porrt: 1 })))).toMatch(/"porrt", which is no setting\. Known are .*port/);
    expect(sentenceOf(read(file({ port: 'http' })))).toContain('"port" in /etc/zentime.json');
    expect(sentenceOf(read(file('{"port":')))).toContain('is not a JSON object');
    expect(sentenceOf(read(file([1])))).toContain('is not a JSON object');
    expect(sentenceOf(read({ configFile: '/none' }))).toContain('/none cannot be read');
  });
});

describe('I1 the address of the database', () => {
  const targetOf = (address: string): unknown => {
    const outcome = withEnvironment({ DATABASE_URL: address });
    return outcome.kind === 'config' ? outcome.config.database : outcome.sentence;
  };

  it('I1 takes PostgreSQL and folders, also from a file that holds the secret', () => {
    expect(targetOf('postgres://u:p@h:5433/zentime')).toEqual({ kind: 'postgres', url: 'postgres://u:p@h:5433/zentime' });
    expect(targetOf('file:/srv/zentime')).toEqual({ kind: 'sqlite', dataDir: '/srv/zentime' });
    expect(targetOf('file:///srv/zentime')).toEqual({ kind: 'sqlite', dataDir: '/srv/zentime' });
    expect(targetOf('file:data')).toEqual({ kind: 'sqlite', dataDir: '/folder/data' });
    expect(read({ environment: { DATABASE_URL_FILE: '/run/secrets/db' }, files: { '/run/secrets/db': 'postgres://u:p@h/zentime\n' } })).toMatchObject({ config: { database: { url: 'postgres://u:p@h/zentime' } } });
    expect(sentenceOf(withEnvironment({ DATABASE_URL_FILE: '/none' }))).toContain('DATABASE_URL_FILE (/none)');
  });

  it('J3 never says the password, neither in a refusal nor in the description', () => {
    for (const address of ['postgres://u:hunter2secret@h:99999/d', 'postgres://u:hunter2secret%zz@h/d', 'post://u:hunter2secret@h/d', 'hunter2secret'])
      expect(sentenceOf(withEnvironment({ DATABASE_URL: address }))).toMatch(/^(?!.*hunter2secret).*DATABASE_URL/);
    expect(describeDatabase({ kind: 'postgres', url: 'postgres://u:hunter2secret@db.example:5433/zentime' })).toBe('PostgreSQL at db.example, database zentime');
    expect(describeDatabase({ kind: 'postgres', url: 'postgres://u:hunter2secret@/zentime?host=/run/postgresql' })).toBe('PostgreSQL at /run/postgresql, database zentime');
    expect(describeDatabase({ kind: 'postgres', url: 'postgres:///zentime' })).toBe('PostgreSQL at the local socket, database zentime');
  });
});

describe('L9 the configuration is written down', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');

  it('L9 docs/configuration.md names every setting of the server, for the environment and for the file', () => {
    for (const name of settingNames) {
      expect(page, name).toContain(`\`${settings[name].variable}\``);
      expect(page, name).toContain(`\`${name}\``);
    }
    expect(page).toContain(`\`${configVariable}\``);
  });
});
