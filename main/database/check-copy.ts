/**
 * H6: looks whether a copy of the kiosk database can be relied on: it is opened under the key, every page and index is read, and its
 * punches are counted.
 */
import { rmSync } from 'node:fs';
import { z } from 'zod';
import { askCopy, type Question } from './ask-copy.ts';

const soundCopy = z.strictObject({ kind: z.literal('sound'), schemaVersion: z.int(), deviceId: z.string().nullable(), punches: z.int(), lastSequence: z.int() });
const copyCheck = z.discriminatedUnion('kind', [soundCopy, z.strictObject({ kind: z.literal('unsound'), why: z.string() })]);
export type SoundCopy = z.infer<typeof soundCopy>;
export type CopyCheck = z.infer<typeof copyCheck>;

const question: Question<CopyCheck> = {
  name: 'backup-check',
  text: `(database) => {
    const found = String(database.pragma('integrity_check(1)', { simple: true }));
    if (found !== 'ok') return { kind: 'unsound', why: found.slice(0, 200) };
    const ask = (sql) => database.prepare(sql).pluck().get();
    return {
      kind: 'sound',
      schemaVersion: Number(database.pragma('user_version', { simple: true })),
      deviceId: JSON.parse(ask("SELECT value FROM settings WHERE name = 'deviceId'") ?? 'null'),
      punches: ask('SELECT count(*) FROM punches'),
      lastSequence: ask('SELECT coalesce(max(sequence_number), 0) FROM punches'),
    };
  }`,
  answer: copyCheck,
  failed: (why) => ({ kind: 'unsound', why }),
};

/** Never rejects: whatever goes wrong is a reason not to rely on the copy. */
export async function checkCopy(file: string, key: Uint8Array): Promise<CopyCheck> {
  const check = await askCopy(file, key, question);
  // SQLite makes these beside whatever it reads in this mode; they hold nothing.
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return check;
}
