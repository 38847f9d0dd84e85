/** What became of an export's rows, and whether the books balance. */

/** The last line that the replay prints. `rows` are all data rows: lines with something in them after the header. */
export interface Tally {
  readonly rows: number;
  /** The kiosk confirmed a new punch. */
  readonly taken: number;
  /** The kiosk said that it was recorded already (C11). */
  readonly doubleTaps: number;
  /** The kiosk said no, and why; it stored nothing. */
  readonly refused: number;
  /** Taken punches that the server has, whatever its verdict on them. */
  readonly onServer: number;
  /** Taken punches that are neither on the server nor pending on the kiosk. */
  readonly lost: number;
  /** Punches that the server has more than once, or that nobody was told of. */
  readonly doubled: number;
  /** No tap could be read out of the row. */
  readonly unreadable: number;
}

/** What is known when the recovery sync has ended; all are punch ids. */
export interface Evidence {
  /** As the kiosk confirmed them, one after the other. */
  readonly confirmed: readonly string[];
  /** As the server has them, one for each that it stored. */
  readonly onServer: readonly string[];
  /** As the kiosk still has them pending. */
  readonly pending: readonly string[];
}

/** Counts of rows that made no punch. */
export type RowCounts = Pick<Tally, 'rows' | 'doubleTaps' | 'refused' | 'unreadable'>;

export function tallyUp(counts: RowCounts, evidence: Evidence): Tally {
  const confirmed = new Set(evidence.confirmed);
  const stored = new Set(evidence.onServer);
  const pending = new Set(evidence.pending);
  const stray = [...stored].filter((id) => !confirmed.has(id)).length;
  return {
    rows: counts.rows,
    taken: evidence.confirmed.length,
    doubleTaps: counts.doubleTaps,
    refused: counts.refused,
    onServer: [...confirmed].filter((id) => stored.has(id)).length,
    lost: [...confirmed].filter((id) => !stored.has(id) && !pending.has(id)).length,
    doubled: evidence.onServer.length - stored.size + stray + (evidence.confirmed.length - confirmed.size),
    unreadable: counts.unreadable,
  };
}

/** True when nothing is lost, nothing is doubled, and every row is accounted for. */
export function balances(tally: Tally): boolean {
  return tally.lost === 0 && tally.doubled === 0 && tally.rows === tally.taken + tally.doubleTaps + tally.refused + tally.unreadable;
}
