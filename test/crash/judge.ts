/** Holds what the kiosk confirmed against what the server has, when all is quiet again. */
import type { StoredPunch } from '../support/server-books.ts';
import type { KioskPunch } from './kiosk-books.ts';
import type { Ledger } from './ledger.ts';

/** Every way in which the record can be wrong; a good run has none of them. */
export interface Findings {
  /** Confirmed to somebody, and not on the server. */
  readonly missing: string[];
  /** On the server with other content than was confirmed. */
  readonly altered: string[];
  /** On the server more than once, or from a touch that stands for another punch already. */
  readonly doubled: string[];
  /** On the server, and nobody ever touched for it. */
  readonly invented: string[];
  /** Confirmed as two punches for one touch. */
  readonly twiceConfirmed: string[];
  /** Sequence numbers that the server never saw, while it has later ones. */
  readonly gaps: string[];
  /** Not accepted: the kiosk let through what the server would not have. */
  readonly notAccepted: string[];
}

/** What the judge says of a good run. */
export const nothingWrong: Findings = { missing: [], altered: [], doubled: [], invented: [], twiceConfirmed: [], gaps: [], notAccepted: [] };

export function judge(ledger: Ledger, onServer: readonly StoredPunch[]): Findings {
  const stored = new Map(onServer.map((punch) => [punch.punchId, punch]));
  const confirmed = new Map(ledger.confirmed.map((entry) => [entry.punch.punchId, entry]));
  const missing = [...confirmed.keys()].filter((id) => !stored.has(id));
  const altered = [...confirmed.values()].filter((entry) => differs(entry, stored.get(entry.punch.punchId))).map((entry) => entry.punch.punchId);
  const strays = [...stored.values()].filter((punch) => !confirmed.has(punch.punchId));
  return {
    missing,
    altered,
    doubled: repeated(onServer.map((punch) => punch.punchId)),
    invented: unexplained(strays, ledger),
    twiceConfirmed: repeated(ledger.confirmed.map((entry) => entry.tapId)),
    gaps: [...Map.groupBy(onServer, (punch) => punch.deviceId)].flatMap(([deviceId, punches]) => gapsIn(punches.map((punch) => punch.sequenceNumber)).map((gap) => `${deviceId} ${gap}`)),
    notAccepted: onServer.filter((punch) => punch.verdict !== 'accepted').map((punch) => `${punch.punchId} ${punch.verdict}`),
  };
}

function differs(entry: Ledger['confirmed'][number], punch: StoredPunch | undefined): boolean {
  if (punch === undefined) return false;
  const said = [entry.employeeId, entry.punch.type, entry.punch.workDate, entry.punch.instant];
  return JSON.stringify(said) !== JSON.stringify([punch.employeeId, punch.type, punch.workDate, punch.bestKnownInstant]);
}

/** A punch that was never confirmed must come from a touch that was never answered; each of those explains one. */
function unexplained(strays: readonly StoredPunch[], ledger: Ledger): string[] {
  const open = [...ledger.unconfirmed.values()];
  return strays
    .filter((punch) => {
      const index = open.findIndex((tap) => tap.employeeId === punch.employeeId && tap.type === punch.type);
      if (index >= 0) open.splice(index, 1);
      return index < 0;
    })
    .map((punch) => punch.punchId);
}

/** Those that stand more than once. */
function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

function gapsIn(sequenceNumbers: readonly number[]): number[] {
  const known = new Set(sequenceNumbers);
  const gaps: number[] = [];
  for (let expected = 1; expected <= Math.max(0, ...sequenceNumbers); expected++) if (!known.has(expected)) gaps.push(expected);
  return gaps;
}

/** What is wrong with the kiosk's own rows when all is quiet: each is synced, and each is on the server. */
export function judgeKiosk(onKiosk: readonly KioskPunch[], onServer: readonly StoredPunch[]): string[] {
  const stored = new Set(onServer.map((punch) => punch.punchId));
  const notSynced = onKiosk.filter((punch) => punch.status !== 'synced').map((punch) => `${punch.punchId} is ${punch.status}`);
  const notThere = onKiosk.filter((punch) => !stored.has(punch.punchId)).map((punch) => `${punch.punchId} is not on the server`);
  return [...notSynced, ...notThere];
}

/** Punches on a work date that is not theirs: a clock-in belongs to its own date, what follows to that or to the day before (C10). */
export function judgeWorkDates(onServer: readonly StoredPunch[], timeZone: string): string[] {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return onServer
    .filter((punch) => {
      const instantMs = Date.parse(punch.bestKnownInstant);
      const own = date.format(instantMs);
      return punch.workDate !== own && (punch.type === 'clockIn' || punch.workDate !== date.format(instantMs - 86_400_000));
    })
    .map((punch) => `${punch.punchId} ${punch.type} of ${punch.bestKnownInstant} on ${punch.workDate}`);
}
