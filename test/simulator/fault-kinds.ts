/** Everything that can go wrong in a simulated world, by name, and how often it did. */

/** What a wire does to one request or its answer. */
export const wireFaults = [
  'dropRequest',
  'dropAnswer',
  'duplicate',
  'late',
  'slow',
  'halfOpen',
  'truncate',
  'html',
  'redirect',
  'wrongStatus',
  'error500',
  'overloaded',
  'proxyError',
  'otherBatch',
  'heldRequest',
  'lateDuplicate',
  'oldAnswer',
] as const;
export type WireFault = (typeof wireFaults)[number];

/** What happens in every world. */
const everywhere = [
  'punches',
  'records',
  'cableOut',
  'flapping',
  'portal',
  'badWire',
  'fineWire',
  'smallBodies',
  'serverDown',
  'killServerBeforeCommit',
  'killServerAfterCommit',
  'killDaemon',
  'killMain',
  'killMainAtStep',
  'switchedOff',
  'clockForward',
  'clockBack',
  'clockAtBoot',
  'diskFull',
  'syncNow',
  'networkHint',
  'configure',
  'hire',
  'dismiss',
  'forgetCursors',
  'revokeToken',
  'expireToken',
  'backUpServer',
  'restoreServer',
] as const;

/** What only a model server can be told to do. */
const withModelServer = ['refusePunches', 'failPunches'] as const;
/** What only the real main process takes notice of. */
const withRealMain = ['zoneChange', 'databaseFull', 'rulesChange', 'pinTypeChange', 'assignmentsEnd', 'night', 'nightlyJobs'] as const;

export type Happening = (typeof everywhere)[number] | (typeof withModelServer)[number] | (typeof withRealMain)[number];
export type FaultKind = WireFault | Happening;

export type Side = 'model' | 'real';
/** Which of the two sides are the real ones. */
export interface Mix {
  readonly main: Side;
  readonly server: Side;
}

export function happeningsOf({ main, server }: Mix): Happening[] {
  return [...everywhere, ...(server === 'model' ? withModelServer : []), ...(main === 'real' ? withRealMain : [])];
}

/** Every fault that a run of some thousand seeds of this mix must have injected. */
export function faultsOf(mix: Mix): FaultKind[] {
  return [...wireFaults, ...happeningsOf(mix)];
}

export class FaultCount {
  readonly #counts = new Map<FaultKind, number>();

  add(kind: FaultKind, times = 1): void {
    this.#counts.set(kind, this.of(kind) + times);
  }

  of(kind: FaultKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  addAll(other: FaultCount): void {
    for (const [kind, times] of other.#counts) this.add(kind, times);
  }

  /** Kinds that never struck. */
  missing(mix: Mix): FaultKind[] {
    return faultsOf(mix).filter((kind) => this.of(kind) === 0);
  }

  entries(): [FaultKind, number][] {
    return [...this.#counts];
  }
}
