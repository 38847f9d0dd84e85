import { expect, it } from 'vitest';
import { arrangeServer, enrol } from '../test/support/server-in-process.ts';
import { pinHash } from '../shared/lib/keyed-hash.ts';
import { demo, seedDemo } from './demo.ts';

it('L2 seeds the demo tenant once, and leaves it alone the next time', async () => {
  const server = await arrangeServer();
  const count = async (): Promise<number[]> => {
    const tables = ['tenants', 'timeclocks', 'users', 'employees', 'assignments', 'changes'] as const;
    return Promise.all(tables.map(async (table) => (await server.deps.database.reader.selectFrom(table).select('tenant_id').execute()).length));
  };
  const before = await count();
  await seedDemo(server.deps);
  expect(await count()).toEqual(before);
  expect(before.slice(0, 4)).toEqual([2, 3, 5, 13]);
});

it('L2 B5 C2 C10 has whom the screens need: a shared PIN, two assignments, an overnight shift, several scripts', async () => {
  const server = await arrangeServer();
  const { deviceToken: token, tenantKey } = await enrol(server);
  const { employees } = await server.answer('readEmployees', { token });
  const key = Buffer.from(tenantKey, 'hex');
  const byPin = (pin: string): string[] => employees.filter((employee) => employee.pinHash === pinHash(pin, key)).map((employee) => employee.firstName);
  expect(byPin('482913')).toEqual(['Maya']);
  expect(byPin('640157')).toEqual(['James', 'Jasmine']);
  expect(employees.some((employee) => employee.assignments.length === 2)).toBe(true);
  expect(employees.some(({ assignments }) => assignments.some(({ shiftStart, shiftEnd }) => shiftStart !== null && shiftEnd !== null && shiftEnd < shiftStart))).toBe(true);
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Han}/u, /\p{Script=Arabic}/u, /\p{Script=Cyrillic}/u];
  for (const script of scripts) expect(employees.some((employee) => script.test(employee.firstName))).toBe(true);
  expect(new Set(demo.people.map((person) => person.pin)).size).toBe(demo.people.length - 1);
});

it('L2 gives each tenant a key of its own: the same PIN is another hash there', async () => {
  const server = await arrangeServer();
  const ours = await enrol(server);
  const theirs = await enrol(server, { ...demo.otherTenant.administrator, tenantId: demo.otherTenant.tenantId, timeclockId: demo.otherTenant.timeclockId });
  expect(ours.tenantKey).not.toBe(theirs.tenantKey);
});
