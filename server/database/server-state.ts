/** Facts that belong to this server as a whole: epoch, keys. They stay as they were made, but after a restored backup (D10). */
import type { Db } from './schema.ts';

export type ServerStateName = 'epoch' | 'tokenKey' | 'sealingKey';

/** The stored value; the first caller's `candidate` becomes it where there is none. */
export async function keepServerState(db: Db, name: ServerStateName, candidate: string): Promise<string> {
  await db
    .insertInto('server_state')
    .values({ name, value: candidate })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db.selectFrom('server_state').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}

/** The stored value; throws where there is none. */
export async function readServerState(db: Db, name: ServerStateName): Promise<string> {
  return (await db.selectFrom('server_state').select('value').where('name', '=', name).executeTakeFirstOrThrow()).value;
}

/** Replaces one that is still `before`; false where somebody else was faster. */
export async function exchangeServerState(db: Db, name: ServerStateName, before: string, value: string): Promise<boolean> {
  const updated = await db.updateTable('server_state').set({ value }).where('name', '=', name).where('value', '=', before).executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Replaces one, for all servers that start from now on; those that run keep what they read. */
export async function renewServerState(db: Db, name: ServerStateName, value: string): Promise<void> {
  await db.updateTable('server_state').set({ value }).where('name', '=', name).execute();
}
