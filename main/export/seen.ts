/** What an export has written already, by number: clearing goes on meanwhile, and nothing is written twice or left out because of it. */
import { NumberSet } from './number-set.ts';

export interface Seen {
  readonly punches: NumberSet;
  readonly records: NumberSet;
}

export function nothingSeen(): Seen {
  return { punches: new NumberSet(), records: new NumberSet() };
}
