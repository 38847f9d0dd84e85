/** I2: tenants are kept apart in one place (server/database/tenant-scope.ts). Whoever goes past it stands in this list, with a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const scopeFile = 'server/database/tenant-scope.ts';

/** Files that name a table themselves, and which: look-ups that find out whose turn it is, and tables of nobody's. */
const mayNameTables: Readonly<Record<string, readonly string[]>> = {
  // By token, whatever the tenant.
  'server/database/devices.ts': ['devices', 'replaced_tokens'],
  // By user name or session token; sessions that expired, whoever had them.
  'server/database/users.ts': ['sessions', 'users'],
  // By company and alias; a new tenant.
  'server/database/tenants.ts': ['tenants'],
  // Facts of the server and counts of failures: no tenant's rows.
  'server/database/server-state.ts': ['server_state'],
  'server/database/sign-in-failures.ts': ['sign_in_failures'],
  'server/database/user-accounts.ts': ['sign_in_failures'],
  'server/database/setup-requests.ts': ['setup_requests'],
  // Which tenants have anything to be judged again; each is then worked off in its own scope.
  'server/database/rejudge-queue.ts': ['rejudge_queue'],
};

/** The server's own sources, by path from the root. */
const sources = readdirSync(path.join(root, 'server'), { recursive: true, encoding: 'utf8' })
  .map((file) => `server/${file.replaceAll(path.sep, '/')}`)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('server/database/migrations/') && !file.startsWith('server/console/') && file !== scopeFile)
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

const namedTables = (text: string): string[] => [...text.matchAll(/\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*\[?\s*['"`](\w+)/g)].map(([, table = '']) => table);

it('I2 starts every query in a scope of its tenant, but for the look-ups that are listed here', () => {
  const found = sources.flatMap(({ file, text }) => namedTables(text).map((table) => ({ file, table })));
  expect(found.filter(({ file, table }) => mayNameTables[file]?.includes(table) !== true)).toEqual([]);
  // The list names nothing that nobody does any more.
  const listed = Object.entries(mayNameTables).flatMap(([file, tables]) => tables.map((table) => `${file} ${table}`));
  expect(listed.filter((one) => !found.some(({ file, table }) => one === `${file} ${table}`))).toEqual([]);
});

it('I2 repeats the tenant in every join', () => {
  const joins = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\.(?:inner|left|right|full)Join\(([^;]*?)\)\s*(?=\.(?:select|where|orderBy|groupBy|\w+Join|limit|distinct|execute)\b)/g)].map(([, text_ = '']) => ({ file, join: text_ })),
  );
  expect(joins.length).toBeGreaterThan(3);
  expect(joins.filter(({ join }) => !join.includes('tenant_id'))).toEqual([]);
  const begun = sources.reduce((sum, { text }) => sum + [...text.matchAll(/\.(?:inner|left|right|full|cross)Join(?:Lateral)?\(/g)].length, 0);
  expect(joins).toHaveLength(begun);
});

it('I2 spells out SQL in the database folder alone', () => {
  const outside = sources.filter(({ file, text }) => !file.startsWith('server/database/') && /CompiledQuery|sql(?:<[^>]*>)?`|\.executeQuery\(/.test(text));
  expect(outside.map(({ file }) => file)).toEqual([]);
});

it('I2 would notice a query that begins without a scope', () => {
  expect(namedTables("await db\n    .selectFrom('punches')")).toEqual(['punches']);
  expect(namedTables("db.insertInto(\n 'punches')")).toEqual(['punches']);
  expect(namedTables("db.updateTable(['punches as p'])")).toEqual(['punches']);
  expect(namedTables('scope.selectPunches()')).toEqual([]);
});
