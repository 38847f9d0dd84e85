/** What an entry of the journal says. An entry is taken back only whole. */
import { createHash } from 'node:crypto';
import { punch as punchSchema, type Punch } from '../../shared/contracts/entities.ts';
import { chainText } from '../../shared/rules/punch-chain.ts';

/** An entry of the journal as a punch: right shape, and its own hash holds (H5); null for anything else. */
export function readEntry(text: string): Punch | null {
  const parsed = punchSchema.safeParse(readJson(text));
  if (!parsed.success) return null;
  return createHash('sha256').update(chainText(parsed.data)).digest('hex') === parsed.data.hash ? parsed.data : null;
}

/** Null for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
