import { expect, it } from 'vitest';
import { isLoopback, readConfig } from './config.ts';

const read = (environment: NodeJS.ProcessEnv, ...argv: string[]) => readConfig(environment, argv, '/folder');

it('L1 listens on loopback, port 4780, without any setting', () => {
  expect(read({})).toMatchObject({ kind: 'config', config: { dataDir: '/folder/.data/server', host: '127.0.0.1', port: 4780, tls: { kind: 'off' }, tenants: 'kept' } });
});

it('D2 refuses to be reachable by others without TLS', () => {
  expect(read({ ZENTIME_HOST: '0.0.0.0' })).toMatchObject({ kind: 'refused' });
  expect(read({ ZENTIME_HOST: '0.0.0.0', ZENTIME_TLS_CERT: 'c', ZENTIME_TLS_KEY: 'k' })).toMatchObject({ kind: 'config', config: { tls: { kind: 'on', certFile: 'c', keyFile: 'k' } } });
});

it('L2 refuses the demo tenant on anything but loopback, TLS or not', () => {
  expect(read({ ZENTIME_HOST: '192.168.1.5', ZENTIME_TLS_CERT: 'c', ZENTIME_TLS_KEY: 'k' }, '--demo')).toMatchObject({ kind: 'refused' });
  expect(read({}, '--demo')).toMatchObject({ kind: 'config', config: { tenants: 'demo' } });
});

it('J3 says in a sentence which setting makes no sense', () => {
  const bad: [NodeJS.ProcessEnv, string[], string][] = [
    [{ ZENTIME_SERVER_PORT: '70000' }, [], 'ZENTIME_SERVER_PORT'],
    [{ ZENTIME_SERVER_PORT: 'http' }, [], 'ZENTIME_SERVER_PORT'],
    [{ ZENTIME_SERVER_PORT: '' }, [], 'ZENTIME_SERVER_PORT'],
    [{ ZENTIME_SETUP_PER_MINUTE: '0' }, [], 'ZENTIME_SETUP_PER_MINUTE'],
    [{ ZENTIME_TLS_CERT: 'c' }, [], 'ZENTIME_TLS_KEY'],
    [{}, ['--fast'], '--fast'],
  ];
  for (const [environment, argv, named] of bad) {
    const outcome = read(environment, ...argv);
    expect(outcome.kind === 'refused' ? outcome.sentence : '').toContain(named);
  }
});

it('L2 knows which addresses are loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '127.example.com', '10.0.0.1', 'localhost.example'].some(isLoopback)).toBe(false);
});
