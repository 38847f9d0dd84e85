import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import fc from 'fast-check';
import { sql } from 'kysely';
import { databaseSentence } from '../../server/settings/database-sentence.ts';
import { lookAtDatabase } from '../../server/database/look-at.ts';
import { openDatabase, type OpenRefused } from '../../server/database/open.ts';
import type { ServerDatabase } from '../../server/database/server-database.ts';
import { queryList, writeList } from '../../server/database/row-lists.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres({ settings: { deadlock_timeout: '50ms' }, accessRules: ['local all guarded scram-sha-256'] });
  await postgres.query('postgres', "set password_encryption = 'scram-sha-256'; create role guarded login password 'right and secret'; create role plain login");
});
afterAll(() => postgres.stop());

let databases = 0;

/** A database of its own; `setting` is stated for all who connect to it. */
async function arrange(setting: string | null = null): Promise<string> {
  databases += 1;
  const name = `opened${databases}`;
  await postgres.create(name);
  if (setting !== null) await postgres.query('postgres', `alter database ${name} set ${setting}`);
  return name;
}

/** A place where whoever comes waits until `people` have come; whoever comes later goes on at once. */
function meeting(people: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let here = 0;
  return () => {
    here += 1;
    if (here >= people) resolve();
    return promise;
  };
}

async function refusalOf(url: string): Promise<OpenRefused | 'opened'> {
  const outcome = await openDatabase({ kind: 'postgres', url });
  if (outcome.kind === 'opened') await outcome.database.close();
  return outcome.kind;
}

async function open(name: string): Promise<ServerDatabase> {
  const opened = await openDatabase({ kind: 'postgres', url: postgres.urlOf(name) });
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  return opened.database;
}

const as = (url: string, user: string, password: string): string => url.replace('user=zentime', `user=${user}&password=${encodeURIComponent(password)}`);

describe('what keeps a PostgreSQL from being used', () => {
  it('J3 says that nobody answers at the address', async () => {
    expect(await refusalOf('postgres://zentime:secret@127.0.0.1:1/zentime')).toBe('unreachable');
    expect(await refusalOf('postgres:///zentime?host=/nowhere/at/all')).toBe('unreachable');
  });

  it('J3 says that the address cannot be read', async () => {
    expect(await refusalOf('postgres://[zentime')).toBe('badUrl');
    expect(await refusalOf('mysql://host/zentime')).toBe('badUrl');
  });

  it('J3 tells a wrong password and an unknown user from a missing database', async () => {
    const name = await arrange();
    expect(await refusalOf(as(postgres.urlOf(name), 'guarded', 'wrong'))).toBe('wrongPassword');
    expect(await refusalOf(as(postgres.urlOf(name), 'nobody', ''))).toBe('wrongPassword');
    expect(await refusalOf(postgres.urlOf('missing'))).toBe('noDatabase');
  });

  it('H1 refuses one that confirms what is not on the disk yet', async () => {
    expect(await refusalOf(postgres.urlOf(await arrange('synchronous_commit = off')))).toBe('notDurable');
    expect(await refusalOf(postgres.urlOf(await arrange('synchronous_commit = local')))).toBe('opened');
  });

  it('J3 says that nothing can be written there', async () => {
    expect(await refusalOf(postgres.urlOf(await arrange('default_transaction_read_only = on')))).toBe('notWritable');
    const name = await arrange();
    await postgres.query(name, 'revoke create on schema public from public');
    expect(await refusalOf(as(postgres.urlOf(name), 'plain', ''))).toBe('notWritable');
  });

  it('I1 J3 is looked at without a change: empty, up to date, or by somebody who may make nothing there', async () => {
    const name = await arrange();
    const look = (url: string) => lookAtDatabase({ kind: 'postgres', url });
    expect(await look(postgres.urlOf(name))).toEqual({ kind: 'notThere' });
    expect(await postgres.query(name, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
    await postgres.query(name, 'revoke create on schema public from public');
    expect(await look(as(postgres.urlOf(name), 'plain', ''))).toEqual({ kind: 'notWritable' });
    expect(await refusalOf(postgres.urlOf(name))).toBe('opened');
    expect(await look(postgres.urlOf(name))).toEqual({ kind: 'usable', missing: 0 });
    await postgres.query(name, 'delete from kysely_migration where name = (select max(name) from kysely_migration)');
    expect(await look(postgres.urlOf(name))).toEqual({ kind: 'usable', missing: 1 });
  });

  it('J3 refuses a database that cannot hold every letter', async () => {
    await postgres.query('postgres', "create database latin template template0 encoding 'LATIN1' locale 'C'");
    expect(await refusalOf(postgres.urlOf('latin'))).toBe('wrongEncoding');
  });

  it('J3 says for each what to do, and never the address, which may hold a password', () => {
    const url = 'postgres://zentime:secret@host/zentime';
    for (const refused of ['badUrl', 'unreachable', 'wrongPassword', 'noDatabase', 'tooOld', 'newer', 'notWritable', 'notDurable', 'wrongEncoding'] as const) {
      const sentence = databaseSentence({ kind: 'postgres', url }, refused);
      expect(sentence).toMatch(/^The PostgreSQL server of DATABASE_URL .+\.$/);
      expect(sentence).not.toContain('secret');
      expect(sentence).not.toContain('cannot be opened');
    }
  });
});

describe('an open PostgreSQL', () => {
  it('I1 answers whole numbers as numbers, and refuses one that would not be exact', async () => {
    const { reader } = await open(await arrange());
    const { rows } = await sql`select 41::bigint + 1 as sum, count(*) as counted, 9007199254740991 as largest from (values (1), (2)) as list`.execute(reader);
    expect(rows).toEqual([{ sum: 42, counted: 2, largest: Number.MAX_SAFE_INTEGER }]);
    await expect(sql`select 9007199254740993 as beyond`.execute(reader)).rejects.toThrow(RangeError);
    expect((await sql`select 1 as one`.execute(reader)).rows).toEqual([{ one: 1 }]);
  });

  it('I1 orders texts by their bytes, whatever the language of the database', async () => {
    await postgres.query('postgres', "create database speaking template template0 encoding 'UTF8' icu_locale 'de-DE' locale_provider icu locale 'C'");
    const { reader } = await open('speaking');
    for (const language of ['Z', 'a', 'ä', '_', 'A', 'z']) await reader.insertInto('server_state').values({ name: language, value: '' }).execute();
    const rows = await reader.selectFrom('server_state').select('name').orderBy('name').execute();
    expect(rows.map((row) => row.name)).toEqual(['A', 'Z', '_', 'a', 'z', 'ä']);
  });

  it('I1 J3 carries any text through a list unchanged, with what is missing as missing', async () => {
    const { reader } = await open(await arrange());
    const texts = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\\\', '{', '}', ',', "'", ' ', '\n', 'NULL', '?', '$1', 'é', '漢', '😀'), fc.string({ minLength: 1, maxLength: 1 })) }).filter((text) => !text.includes('\0'));
    const rows = fc.array(fc.tuple(fc.option(texts), fc.option(fc.maxSafeInteger())), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const found = await queryList<{ column1: string | null; column2: number | null }>(reader, { leading: [], rows: given, columns: ['text', 'bigint'], text: (list) => `select column1, column2 from (${list}) as given` });
        expect(found.map((row) => [row.column1, row.column2])).toEqual(given);
      }),
      { numRuns: 150 },
    );
  });

  it('I1 writes a thousand rows with one statement, and says how many were new', async () => {
    const { reader } = await open(await arrange());
    const rows = Array.from({ length: 1000 }, (_, index) => [`name ${index % 990}`, 'value']);
    const written = await writeList(reader, { rows, columns: ['text', 'text'], text: (list) => `insert into server_state (name, value) ${list} on conflict (name) do nothing` });
    expect(written).toBe(990);
    const [statements] = (await sql<{ transactions: number }>`select count(distinct xmin::text) as transactions from server_state`.execute(reader)).rows;
    expect(statements).toEqual({ transactions: 1 });
  });

  it('I1 takes a number out of range for an unknown one', async () => {
    const { reader } = await open(await arrange());
    expect(await reader.selectFrom('timeclocks').selectAll().where('timeclock_id', '=', Number.MAX_SAFE_INTEGER).execute()).toEqual([]);
  });

  it('I1 runs a transaction again that was cut because two waited for each other', async () => {
    const { reader, transaction } = await open(await arrange());
    for (const name of ['a', 'b']) await reader.insertInto('server_state').values({ name, value: '' }).execute();
    let attempts = 0;
    const bothHere = meeting(2);
    const both = (names: readonly string[]): Promise<void> =>
      transaction(async (db) => {
        attempts += 1;
        for (const name of names) {
          await sql`update server_state set value = value || 'x' where name = ${name}`.execute(db);
          await bothHere();
        }
      });
    await Promise.all([both(['a', 'b']), both(['b', 'a'])]);
    expect(attempts).toBeGreaterThan(2);
    expect(await reader.selectFrom('server_state').select('value').execute()).toEqual([{ value: 'xx' }, { value: 'xx' }]);
  });

  it('I1 H2 runs a transaction again that added what another added at the same moment, and it finds it', async () => {
    const { reader, transaction } = await open(await arrange());
    const seen: number[] = [];
    const bothHere = meeting(2);
    const add = (): Promise<void> =>
      transaction(async (db) => {
        const { rows } = await sql`select 1 from server_state where name = 'once'`.execute(db);
        seen.push(rows.length);
        await bothHere();
        if (rows.length === 0) await sql`insert into server_state (name, value) values ('once', '')`.execute(db);
      });
    await Promise.all([add(), add()]);
    expect(seen).toEqual([0, 0, 1]);
    expect(await reader.selectFrom('server_state').select('name').execute()).toEqual([{ name: 'once' }]);
  });

  it('I1 gives up on work that collides with itself', async () => {
    const { transaction } = await open(await arrange());
    let attempts = 0;
    const twice = transaction(async (db) => {
      attempts += 1;
      for (let count = 0; count < 2; count += 1) await db.insertInto('server_state').values({ name: 'twice', value: '' }).execute();
    });
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toBe(3);
  });

  it('I1 says so when a connection is cut in the middle of a transaction, keeps nothing of it, and goes on', async () => {
    const name = await arrange();
    const { reader, transaction } = await open(name);
    const cut = transaction(async (db) => {
      await db.insertInto('server_state').values({ name: 'half', value: '' }).execute();
      await postgres.query(name, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zentime-server'");
      await db.insertInto('server_state').values({ name: 'done', value: '' }).execute();
    });
    await expect(cut).rejects.toMatchObject({ name: 'Error', reason: 'lost' });
    expect(await reader.selectFrom('server_state').selectAll().execute()).toEqual([]);
  });

  it('I1 never tells of a commit that PostgreSQL made a rollback', async () => {
    const { reader, transaction } = await open(await arrange());
    const swallowing = transaction(async (db) => {
      await db.insertInto('server_state').values({ name: 'kept', value: '' }).execute();
      await sql`select 1 / 0`.execute(db).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow();
    expect(await reader.selectFrom('server_state').selectAll().execute()).toEqual([]);
  });
});
