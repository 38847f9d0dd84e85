import { parseOptions, verify } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { arrangeServer, enrol, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { nobodysHash } from '../../shared/lib/nobodys-hash.ts';
import { hashPassword } from '../secrets/check-password.ts';
import { passwordFault } from '../secrets/common-passwords.ts';
import { demo } from '../demo.ts';

const goodPassword = 'cobalt-heron-418';
const { otherTenant } = demo;

async function arrange() {
  const server = await arrangeServer();
  const signIn = async (credentials: { username: string; password: string }) => (await server.answer('openSession', { body: credentials })).sessionToken;
  return { server, signIn, admin: await signIn(demo.administrator), supervisor: await signIn(demo.supervisor) };
}

const newUser = (more: object = {}) => ({ username: 'Rosa', password: goodPassword, role: 'supervisor', timeclocks: [1042], ...more });

async function rowOf(server: ServerInProcess, usernameKey: string) {
  return server.deps.database.reader.selectFrom('users').selectAll().where('username_key', '=', usernameKey).executeTakeFirstOrThrow();
}

async function operatorChanges(server: ServerInProcess) {
  const rows = await server.deps.database.reader.selectFrom('changes').select(['subject_id', 'timeclock_id']).where('kind', '=', 'operator').orderBy('sequence').execute();
  return rows.map((row) => [row.subject_id, row.timeclock_id]);
}

describe('sessions', () => {
  it('I2 tells who is signed in, and forgets a session that was closed', async () => {
    const { server, supervisor, admin } = await arrange();
    expect(await server.answer('readSession', { token: supervisor })).toEqual({ userId: 'northwind-supervisor', username: 'supervisor', role: 'supervisor', timeclocks: [1042, 1043], tenantId: 'northwind' });
    expect(await server.answer('readSession', { token: admin })).toMatchObject({ role: 'administrator', timeclocks: null });
    await server.answer('closeSession', { token: supervisor });
    expect((await server.ask('readSession', { token: supervisor })).body).toMatchObject({ code: 'tokenUnknown' });
    expect((await server.ask('readSession', { token: admin })).status).toBe(200);
  });

  it('K16 changes the own password, ends the other sessions and gives kiosks another verifier', async () => {
    const { server, signIn, supervisor } = await arrange();
    const elsewhere = await signIn(demo.supervisor);
    const before = await rowOf(server, 'supervisor');
    await server.answer('changeOwnPassword', { token: supervisor, body: { oldPassword: demo.supervisor.password, newPassword: goodPassword } });
    expect((await server.ask('readSession', { token: elsewhere })).status).toBe(401);
    expect((await server.ask('readSession', { token: supervisor })).status).toBe(200);
    const after = await rowOf(server, 'supervisor');
    expect(after.kiosk_verifier).not.toBe(before.kiosk_verifier);
    expect(after.kiosk_verifier).not.toBe(after.password_hash);
    expect(await verify(after.kiosk_verifier ?? '', goodPassword)).toBe(true);
    expect(await operatorChanges(server)).toEqual([
      ['northwind-supervisor', 1042],
      ['northwind-supervisor', 1043],
    ]);
    await signIn({ ...demo.supervisor, password: goodPassword });
  });

  it('K15 asks for the old password, and locks after five wrong ones', async () => {
    const { server, supervisor } = await arrange();
    const change = (oldPassword: string, newPassword = goodPassword) => server.ask('changeOwnPassword', { token: supervisor, body: { oldPassword, newPassword } });
    expect((await change(demo.supervisor.password, demo.supervisor.password)).body).toMatchObject({ code: 'notPossible', errors: [{ path: 'newPassword' }] });
    for (let count = 0; count < 5; count += 1) expect((await change('guess')).body).toMatchObject({ code: 'wrongPassword' });
    expect((await change(demo.supervisor.password)).body).toMatchObject({ code: 'lockedOut' });
  });

  it('K15 lets none of many guesses at once through behind the fifth wrong one', async () => {
    const { server } = await arrange();
    const guesses = [...Array.from({ length: 40 }, () => 'wrong'), demo.administrator.password];
    const answers = await Promise.all(guesses.map((password) => server.ask('openSession', { body: { username: 'admin', password } })));
    expect(answers.at(-1)?.body).toMatchObject({ code: 'lockedOut' });
  });

  it('K15 spends on an unknown user what a wrong password costs', async () => {
    expect(parseOptions(nobodysHash)).toEqual(parseOptions(await hashPassword('x')));
  });
});

describe('users', () => {
  it('I2 lists the users of the own tenant, without any hash', async () => {
    const { server, admin } = await arrange();
    const { users } = await server.answer('listUsers', { token: admin });
    expect(users.map((user) => [user.username, user.role, user.timeclocks, user.disabled])).toEqual([
      ['admin', 'administrator', null, false],
      ['packing', 'supervisor', [1043], false],
      ['supervisor', 'supervisor', [1042, 1043], false],
      ['viewer', 'viewer', null, false],
    ]);
    expect(JSON.stringify(users)).not.toContain('argon2');
  });

  it('K16 creates a user with two different hashes, of whom the kiosks of the timeclocks hear', async () => {
    const { server, signIn, admin } = await arrange();
    const created = await server.answer('createUser', { token: admin, body: newUser() });
    expect(created).toMatchObject({ username: 'Rosa', role: 'supervisor', timeclocks: [1042], disabled: false, lockedUntil: null });
    const row = await rowOf(server, 'rosa');
    expect(row.kiosk_verifier).toContain('$argon2id$');
    expect(row.kiosk_verifier).not.toBe(row.password_hash);
    expect(await operatorChanges(server)).toEqual([[created.userId, 1042]]);
    expect(await server.answer('readSession', { token: await signIn({ username: 'ROSA', password: goodPassword }) })).toMatchObject({ timeclocks: [1042] });
  });

  it('K15 keeps user names unique on the whole server, whatever their case', async () => {
    const { server, admin } = await arrange();
    for (const username of [' ADMIN', otherTenant.administrator.username.toUpperCase()]) {
      expect(await server.ask('createUser', { token: admin, body: newUser({ username }) })).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ path: 'username' }] } });
    }
  });

  it('J3 refuses a new user by the field that makes no sense, and says what to do', async () => {
    const { server, admin } = await arrange();
    const wrong: [string, object][] = [
      ['password', { password: 'Password2026!' }],
      ['password', { password: 'qwertyuiop' }],
      ['password', { password: 'my-rosa-is-here' }],
      ['username', { username: 'ro\u200bsa' }],
      ['timeclocks.1', { timeclocks: [1042, 2001] }],
      ['timeclocks', { timeclocks: [] }],
      ['timeclocks', { timeclocks: [1042, 1042] }],
    ];
    for (const [path, more] of wrong) expect(await server.ask('createUser', { token: admin, body: newUser(more) })).toMatchObject({ status: 422, body: { code: 'notPossible', errors: [{ path }] } });
    expect((await server.answer('listUsers', { token: admin })).users).toHaveLength(4);
  });

  it('K16 ends sessions and offline sign-in of whoever is disabled, and gives them back', async () => {
    const { server, admin, supervisor } = await arrange();
    const { deviceToken } = await enrol(server, demo.supervisor);
    const body = { role: 'supervisor', timeclocks: [1042, 1043], disabled: true };
    expect(await server.answer('saveUser', { token: admin, query: {}, params: { userId: 'northwind-supervisor' }, body })).toMatchObject({ disabled: true });
    expect((await server.ask('readSession', { token: supervisor })).body).toMatchObject({ code: 'tokenUnknown' });
    expect((await server.ask('openSession', { body: demo.supervisor })).body).toMatchObject({ code: 'unknownUser' });
    expect(await operatorChanges(server)).toEqual([
      ['northwind-supervisor', 1042],
      ['northwind-supervisor', 1043],
    ]);
    expect(await server.answer('ping', { query: { nonce: 'nonce-123' }, token: deviceToken })).toMatchObject({ authenticated: true });
    await server.answer('saveUser', { token: admin, params: { userId: 'northwind-supervisor' }, body: { ...body, disabled: false } });
    expect((await server.ask('openSession', { body: demo.supervisor })).status).toBe(200);
  });

  it('K16 tells the kiosks that lost a user, and those that gained one', async () => {
    const { server, admin } = await arrange();
    await server.answer('saveUser', { token: admin, params: { userId: 'northwind-packing' }, body: { role: 'supervisor', timeclocks: [1042], disabled: false } });
    expect((await operatorChanges(server)).sort()).toEqual([
      ['northwind-packing', 1042],
      ['northwind-packing', 1043],
    ]);
  });

  it('I2 keeps the last administrator, and lets nobody disable themselves', async () => {
    const { server, admin } = await arrange();
    const save = (body: object) => server.ask('saveUser', { token: admin, params: { userId: 'northwind-admin' }, body: { role: 'administrator', timeclocks: null, disabled: false, ...body } });
    expect(await save({ disabled: true })).toMatchObject({ status: 422, body: { errors: [{ path: 'disabled' }] } });
    expect(await save({ role: 'supervisor' })).toMatchObject({ status: 422, body: { errors: [{ path: 'role' }] } });
    expect(await save({ timeclocks: [1042] })).toMatchObject({ status: 422, body: { errors: [{ path: 'role' }] } });
    await server.answer('createUser', { token: admin, body: newUser({ role: 'administrator', timeclocks: null }) });
    expect((await save({ disabled: true })).status).toBe(422);
    expect((await save({ role: 'supervisor', timeclocks: [1042] })).status).toBe(200);
  });

  it('I2 lets nobody give more than they have, nor touch whoever has more', async () => {
    const { server, signIn, admin } = await arrange();
    const limited = await server.answer('createUser', { token: admin, body: newUser({ role: 'administrator', timeclocks: [1042] }) });
    const token = await signIn({ username: 'rosa', password: goodPassword });
    const saving = { role: 'administrator', timeclocks: null, disabled: false };
    const refused = [
      await server.ask('createUser', { token, body: newUser({ username: 'second', timeclocks: null }) }),
      await server.ask('saveUser', { token, params: { userId: limited.userId }, body: saving }),
      await server.ask('saveUser', { token, params: { userId: 'northwind-packing' }, body: { ...saving, timeclocks: [1042] } }),
      await server.ask('setPassword', { token, params: { userId: 'northwind-admin' }, body: { newPassword: goodPassword } }),
      await server.ask('unlockUser', { token, params: { userId: 'northwind-admin' } }),
    ];
    for (const answer of refused) expect(answer.body).toMatchObject({ code: 'noPermissionForTimeclock' });
  });

  it('K15 unlocks, by the administrator or by a new password', async () => {
    const { server, admin } = await arrange();
    const lock = async () => {
      for (let count = 0; count < 5; count += 1) await server.ask('openSession', { body: { username: 'packing', password: 'wrong' } });
    };
    const packing = async () => (await server.answer('listUsers', { token: admin })).users.find((user) => user.username === 'packing');
    await lock();
    expect((await packing())?.lockedUntil).toBe('2026-11-23T20:15:00.000Z');
    await server.answer('unlockUser', { token: admin, params: { userId: 'northwind-packing' } });
    expect((await packing())?.lockedUntil).toBeNull();
    expect((await server.ask('openSession', { body: demo.packingSupervisor })).status).toBe(200);
    await lock();
    await server.answer('setPassword', { token: admin, params: { userId: 'northwind-packing' }, body: { newPassword: goodPassword } });
    expect((await server.ask('openSession', { body: { username: 'packing', password: goodPassword } })).status).toBe(200);
  });

  it('K16 ends every session when an administrator sets a password', async () => {
    const { server, admin, supervisor } = await arrange();
    await server.answer('setPassword', { token: admin, params: { userId: 'northwind-supervisor' }, body: { newPassword: goodPassword } });
    expect((await server.ask('readSession', { token: supervisor })).status).toBe(401);
    expect(await operatorChanges(server)).toHaveLength(2);
  });

  it("I2 knows no user of another tenant, and takes no supervisor's word", async () => {
    const { server, signIn, supervisor } = await arrange();
    const theirs = await signIn(otherTenant.administrator);
    const params = { userId: 'northwind-packing' };
    const body = { role: 'viewer', timeclocks: null, disabled: true };
    const before = await rowOf(server, 'packing');
    for (const [token, code] of [
      [theirs, 'notFound'],
      [supervisor, 'roleNotAllowed'],
    ] as const) {
      const answers = [await server.ask('saveUser', { token, params, body }), await server.ask('setPassword', { token, params, body: { newPassword: goodPassword } }), await server.ask('unlockUser', { token, params })];
      for (const answer of answers) expect(answer.body).toMatchObject({ code });
    }
    expect(await rowOf(server, 'packing')).toEqual(before);
    expect((await server.answer('listUsers', { token: theirs })).users.map((user) => user.username)).toEqual(['contoso']);
  });

  it('H3 tells who did what, newest first and in pages, and never what was typed', async () => {
    const { server, signIn, admin } = await arrange();
    await server.answer('createUser', { token: admin, body: newUser() });
    await server.answer('setPassword', { token: admin, params: { userId: 'northwind-packing' }, body: { newPassword: goodPassword } });
    await server.answer('unlockUser', { token: admin, params: { userId: 'northwind-packing' } });
    const first = await server.answer('readAuditLog', { token: admin, query: { limit: 2 } });
    const second = await server.answer('readAuditLog', { token: admin, query: { limit: 2, after: first.next ?? '' } });
    expect(first.entries.map((entry) => [entry.by, entry.action, entry.subject])).toEqual([
      ['admin', 'unlockUser', { userId: 'northwind-packing' }],
      ['admin', 'setPassword', { userId: 'northwind-packing' }],
    ]);
    expect([second.entries.map((entry) => entry.action), second.next]).toEqual([['createUser'], null]);
    expect(JSON.stringify([first, second, server.logged])).not.toContain(goodPassword);
    await server.answer('issueEnrolmentCode', { token: admin, body: { timeclockId: 1042, note: 'at the dock' } });
    expect((await server.answer('readAuditLog', { token: admin, query: { limit: 1 } })).entries.map((entry) => entry.subject)).toEqual([{ timeclockId: '1042' }]);
    const theirs = await signIn(otherTenant.administrator);
    expect((await server.answer('readAuditLog', { token: theirs })).entries).toEqual([]);
    expect((await server.ask('readAuditLog', { token: theirs, query: { after: first.next ?? '' } })).body).toMatchObject({ code: 'pageTokenUnknown' });
  });
});

it('K15 refuses passwords that are tried first, and takes long ones that nobody would', () => {
  for (const password of ['1234567890', 'P@ssw0rd2026', 'welcome-2026', 'aaaaaaaaaaaa', 'abcabcabcabc', 'qwertyuiop', 'q1w2e3r4t5', 'September2026', 'poiuytrewq']) expect(passwordFault(password, 'rosa'), password).not.toBeNull();
  for (const password of [goodPassword, 'drei Kraniche am Tor', '雨の日は電車で行きます', 'xK7-vutpq-Lm3']) expect(passwordFault(password, 'rosa'), password).toBeNull();
});

it('I2 lets two administrators not disable each other at the same moment', async () => {
  const { server, signIn, admin } = await arrange();
  const { userId } = await server.answer('createUser', { token: admin, body: newUser({ role: 'administrator', timeclocks: null }) });
  const second = await signIn({ username: 'rosa', password: goodPassword });
  const disable = (token: string, other: string) => server.ask('saveUser', { token, params: { userId: other }, body: { role: 'administrator', timeclocks: null, disabled: true } });
  const answers = await Promise.all([disable(admin, userId), disable(second, 'northwind-admin')]);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  // The other is refused, or finds that the session has ended already.
  expect([401, 422]).toContain(answers.find((answer) => answer.status !== 200)?.status);
});
