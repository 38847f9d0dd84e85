/** H5: reads a device's chain out of the server's own database file, and judges every link again. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { punch as punchSchema, type Punch } from '../../shared/contracts/entities.ts';
import { judgeLink } from '../../shared/rules/punch-chain.ts';

const row = z.object({ content: z.string(), noted: z.string() });

/** The punches that do not continue the chain, or of which the server noted so, each with the reason. Works beside a running server. */
export function brokenLinks(serverFolder: string): string[] {
  const file = new SQLite(join(serverFolder, databaseFileName), { readonly: true });
  try {
    const rows = z.array(row).parse(file.prepare('SELECT content, noted FROM punches ORDER BY device_id, sequence_number').all());
    const punches = rows.map(({ content }) => punchSchema.parse(JSON.parse(content)));
    const noted = punches.flatMap((punch, index) => (rows[index]?.noted.includes('chain') === true ? [`${punch.sequenceNumber} noted`] : []));
    return [...noted, ...punches.flatMap((punch, index) => judge(punch, punches[index - 1] ?? null))];
  } finally {
    file.close();
  }
}

function judge(punch: Punch, before: Punch | null): string[] {
  const previous = before?.deviceId === punch.deviceId ? before : null;
  const judgement = judgeLink(punch, previous, (text) => createHash('sha256').update(text).digest('hex'));
  return judgement === 'intact' ? [] : [`${punch.sequenceNumber} ${judgement}`];
}
