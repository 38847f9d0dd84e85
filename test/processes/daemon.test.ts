import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { toMain } from '../../shared/contracts/daemon.ts';

const entry = fileURLToPath(new URL('../../daemon/daemon.ts', import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function startDaemon(): Promise<ChildProcess> {
  const child = fork(entry, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  started.push(child);
  for (;;) {
    const message: unknown = (await once(child, 'message'))[0];
    if (toMain.parse(message).kind === 'ready') return child;
  }
}

it('H1 the forked daemon ends by itself when main is gone', async () => {
  const child = await startDaemon();
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('H1 the forked daemon ends when it is told to, and not at Ctrl-C', async () => {
  const child = await startDaemon();
  child.kill('SIGINT');
  child.send({ kind: 'stop' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('J3 the daemon started by hand says what to do instead', () => {
  const { status, stderr } = spawnSync(process.execPath, [entry], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toBe('The sync daemon is started by the kiosk and cannot run by itself. Start the kiosk: npm start\n');
});
