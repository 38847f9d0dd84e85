/** G3: where each state of the sync machine stands on the panel, and which ways lead from one to the other. A test holds the ways against the machine's own table. */
import type { SyncState } from '../../shared/contracts/daemon.ts';

/** Column and row on a grid of five by two. A state that is new has no place, and does not compile. */
export const places: Readonly<Record<SyncState, { readonly column: number; readonly row: number }>> = {
  waiting: { column: 0, row: 0 },
  probing: { column: 1, row: 0 },
  uploading: { column: 2, row: 0 },
  downloading: { column: 3, row: 0 },
  clearing: { column: 4, row: 0 },
  stopped: { column: 0, row: 1 },
  offline: { column: 1, row: 1 },
  renewing: { column: 2, row: 1 },
  backingOff: { column: 3, row: 1 },
  unauthorised: { column: 4, row: 1 },
};

/** Without the two that lead from everywhere: a stop, and credentials that are new. */
export const ways: readonly (readonly [SyncState, SyncState])[] = [
  ['stopped', 'probing'],
  ['waiting', 'probing'],
  ['offline', 'probing'],
  ['backingOff', 'probing'],
  ['unauthorised', 'probing'],
  ['probing', 'waiting'],
  ['probing', 'offline'],
  ['probing', 'uploading'],
  ['probing', 'backingOff'],
  ['probing', 'unauthorised'],
  ['uploading', 'downloading'],
  ['uploading', 'renewing'],
  ['uploading', 'backingOff'],
  ['uploading', 'probing'],
  ['uploading', 'unauthorised'],
  ['downloading', 'waiting'],
  ['downloading', 'clearing'],
  ['downloading', 'renewing'],
  ['downloading', 'backingOff'],
  ['downloading', 'probing'],
  ['downloading', 'unauthorised'],
  ['clearing', 'waiting'],
  ['clearing', 'backingOff'],
  ['renewing', 'uploading'],
  ['renewing', 'backingOff'],
  ['renewing', 'probing'],
  ['renewing', 'unauthorised'],
];

const columns = 5;
const height = 200;
const width = 1000;

/** The way as a path of an SVG of 1000 by 200, whose middle of a box is the middle of its cell; `mirrored` for languages from right to left. */
export function pathOf([from, to]: readonly [SyncState, SyncState], isMirrored: boolean): string {
  const [start, end] = [places[from], places[to]];
  const x = ({ column }: { column: number }): number => ((isMirrored ? columns - 1 - column : column) + 0.5) * (width / columns);
  const y = ({ row }: { row: number }): number => (row === 0 ? 50 : 150);
  const isFar = start.row === end.row && Math.abs(start.column - end.column) > 1;
  if (!isFar) return `M ${x(start)} ${y(start)} L ${x(end)} ${y(end)}`;
  // Between the rows, so that it does not run through the boxes between them.
  return `M ${x(start)} ${y(start)} C ${x(start)} ${height / 2} ${x(end)} ${height / 2} ${x(end)} ${y(end)}`;
}
