/** The newest punches that the server has, as lines of text. */
import { demo } from '../../server/demo.ts';
import { readAllPunches } from '../../test/support/server-books.ts';

const shown = 10;

export async function lastPunches(serverUrl: string): Promise<string[]> {
  const punches = await readAllPunches(serverUrl, demo.administrator);
  const newest = punches.toSorted((a, b) => a.bestKnownInstant.localeCompare(b.bestKnownInstant)).slice(-shown);
  if (newest.length === 0) return ['The server has no punches yet.'];
  return [`The server has ${countOf(punches.length)}; the newest last:`, ...newest.map((punch) => `  ${punch.bestKnownInstant}  ${punch.type.padEnd(9)} ${punch.personName}  (${punch.verdict})`)];
}

/** "1 punch", "2 punches", "3 punches of a recovery". */
export function countOf(punches: number, origin: '' | ' of a recovery' = ''): string {
  return `${punches} ${punches === 1 ? 'punch' : 'punches'}${origin}`;
}
