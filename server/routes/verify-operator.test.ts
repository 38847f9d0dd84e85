import { describe, expect, it } from 'vitest';
import { arrangeServer, enrol, signInBody, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

interface Arranged {
  readonly server: ServerInProcess;
  /** What the server says to these credentials at the kiosk of Dock 4. */
  readonly verify: (body: { username: string; password: string }) => Promise<unknown>;
}

async function arrange(): Promise<Arranged> {
  const server = await arrangeServer();
  const { deviceToken } = await enrol(server);
  const verify: Arranged['verify'] = async ({ username, password }) => {
    const { status, body } = await server.ask('verifyOperator', { token: deviceToken, body: { username, password } });
    return { status, ...(body as object) };
  };
  return { server, verify };
}

const { administrator, supervisor, viewer, packingSupervisor, otherTenant } = demo;
const wrong = { username: administrator.username, password: 'wrong' };

describe('an operator at a kiosk', () => {
  it('G1 K16 is told who they are, and in which role', async () => {
    const { verify } = await arrange();
    expect(await verify(administrator)).toEqual({ status: 200, userId: 'northwind-admin', username: 'admin', role: 'administrator' });
    expect(await verify({ ...supervisor, username: ' SuperVisor' })).toEqual({ status: 200, userId: 'northwind-supervisor', username: 'supervisor', role: 'supervisor' });
  });

  it('K15 is refused in five ways, looked at in the order user, password, tenant, role, permission', async () => {
    const { verify } = await arrange();
    expect(await verify({ username: 'nobody', password: 'wrong' })).toMatchObject({ status: 401, code: 'unknownUser' });
    expect(await verify({ ...otherTenant.administrator, password: 'wrong' })).toMatchObject({ status: 401, code: 'wrongPassword' });
    expect(await verify(otherTenant.administrator)).toMatchObject({ status: 403, code: 'userOfAnotherTenant' });
    expect(await verify({ ...viewer, password: 'wrong' })).toMatchObject({ code: 'wrongPassword' });
    expect(await verify(viewer)).toMatchObject({ status: 403, code: 'roleNotAllowed' });
    expect(await verify(packingSupervisor)).toMatchObject({ status: 403, code: 'noPermissionForTimeclock' });
  });

  it('K15 shares the lock with setup and console: five failures lock user and device for 15 minutes, whichever door they came to', async () => {
    const { server, verify } = await arrange();
    for (let count = 0; count < 3; count += 1) await verify(wrong);
    for (let count = 0; count < 2; count += 1) await server.ask('enrolDevice', { body: signInBody({ password: 'wrong' }) });
    expect(await verify(administrator)).toMatchObject({ status: 429, code: 'lockedOut', retryAfterSeconds: 900 });
    expect(await verify(supervisor)).toMatchObject({ code: 'lockedOut' });
    expect(await server.ask('openSession', { body: administrator })).toMatchObject({ status: 429 });
    expect(await server.ask('openSession', { body: supervisor })).toMatchObject({ status: 200 });
    server.clock.advance(15 * 60_000);
    expect(await verify(administrator)).toMatchObject({ status: 200 });
  });

  it('K16 opens no session and is not there any more once disabled', async () => {
    const { server, verify } = await arrange();
    const { sessionToken } = await server.answer('openSession', { body: administrator });
    const sessions = (): Promise<unknown[]> => server.deps.database.reader.selectFrom('sessions').select('token_hash').execute();
    const before = (await sessions()).length;
    expect(await verify(supervisor)).toMatchObject({ status: 200 });
    expect((await sessions()).length).toBe(before);
    await server.answer('saveUser', { token: sessionToken, params: { userId: 'northwind-supervisor' }, body: { role: 'supervisor', timeclocks: [1042], disabled: true } });
    expect(await verify(supervisor)).toMatchObject({ code: 'unknownUser' });
  });

  it('J3 takes a device alone, and no nonsense', async () => {
    const { server, verify } = await arrange();
    expect(await server.ask('verifyOperator', { body: administrator })).toMatchObject({ status: 401, body: { code: 'tokenMissing' } });
    expect(await verify({ username: 'x'.repeat(5_000), password: 'x' })).toMatchObject({ status: 422 });
    expect(await verify({ username: '', password: '' })).toMatchObject({ code: 'unknownUser' });
  });
});
