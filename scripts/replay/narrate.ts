/** What the replay tells people: stages and progress while it runs, rows that made no punch, a summary at the end. */
import type { Fed } from './feed-tap.ts';
import type { ExportRow } from './read-export.ts';
import type { ReplayOutcome } from './replay-export.ts';

export interface Narrator {
  readonly stage: (sentence: string) => void;
  readonly row: (row: ExportRow, fed: Fed | null) => void;
  /** Several lines, each with its line end. */
  readonly summary: (outcome: ReplayOutcome) => string;
}

/** As many rows of a kind are told one by one; the others are in the numbers. */
const toldRows = 20;
const progressEvery = 1000;

/** @param say takes one line */
export function narrate(say: (line: string) => void): Narrator {
  let rows = 0;
  const told = { unreadable: 0, refused: 0 };
  const tell = (kind: keyof typeof told, row: ExportRow, why: string): void => {
    told[kind]++;
    if (told[kind] <= toldRows) say(`Line ${row.lineNumber} ${kind}: ${why}.`);
    if (told[kind] === toldRows) say(`Further ${kind} rows are counted without a line each.`);
  };
  return {
    stage: say,
    row: (row, fed) => {
      rows++;
      if (row.kind === 'unreadable') tell('unreadable', row, row.reason);
      else if (fed?.kind === 'refused') tell('refused', row, fed.why);
      if (rows % progressEvery === 0) say(`${rows} rows fed.`);
    },
    summary: summarise,
  };
}

function summarise({ tally, pendingBy }: ReplayOutcome): string {
  const pending = [...pendingBy].map(([reason, count]) => `${count} ${reason}`).join(', ');
  const lines = [
    `Rows in the export          ${tally.rows}`,
    `  punches taken             ${tally.taken}`,
    `  double taps               ${tally.doubleTaps}`,
    `  refused by the kiosk      ${tally.refused}`,
    `  unreadable                ${tally.unreadable}`,
    `Taken and on the server     ${tally.onServer}`,
    `Pending on the kiosk        ${pending === '' ? '0' : pending}`,
    `Lost                        ${tally.lost}`,
    `Doubled                     ${tally.doubled}`,
  ];
  return `${lines.join('\n')}\n`;
}
