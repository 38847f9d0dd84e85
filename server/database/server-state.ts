/** Facts that belong to this server as a whole and never change once made: epoch, keys. */
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
