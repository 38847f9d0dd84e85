/**
 * H1: what a database that is not in use any more still holds that the server may lack: punches and records that are pending. A failed punch is at the
 * server (K10). Whole tables are read, whatever indexes say, and a page that is damaged ends it: what cannot be read cannot be vouched for.
 */
import { rmSync } from 'node:fs';
import { z } from 'zod';
import { askCopy, type Question } from './ask-copy.ts';

const unsent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read'), punches: z.array(z.strictObject({ sequenceNumber: z.int(), punchId: z.string() })), recordIds: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('unreadable'), why: z.string() }),
]);
export type Unsent = z.infer<typeof unsent>;

/** The conditions are written so that no partial index answers them. */
const question: Question<Unsent> = {
  name: 'unsent-check',
  text: `(database) => ({
    kind: 'read',
    punches: database.prepare("SELECT sequence_number AS sequenceNumber, punch_id AS punchId FROM punches NOT INDEXED WHERE status || '' = 'pending'").all(),
    recordIds: database.prepare("SELECT record_id FROM outbox NOT INDEXED WHERE status || '' = 'pending'").pluck().all(),
  })`,
  answer: unsent,
  failed: (why) => ({ kind: 'unreadable', why }),
};

/** Never rejects. */
export async function readUnsent(file: string, key: Uint8Array): Promise<Unsent> {
  const answer = await askCopy(file, key, question);
  rmSync(`${file}-shm`, { force: true });
  return answer;
}
