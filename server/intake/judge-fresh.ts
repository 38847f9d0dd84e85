/**
 * Judges new punches of one tenant together with what is stored for the same people and work dates, so that late punches find
 * their place in time order, and what is stored is judged again beside them (H8).
 */
import { punchType, type MatchFailure, type Punch, type RefusalCode } from '../../shared/contracts/entities.ts';
import { findCorrected } from '../database/corrected-punches.ts';
import { decidedPairs } from '../database/meetings.ts';
import { loadKnownPeople, type KnownPerson } from '../database/people.ts';
import type { PersonDate } from '../database/punches-around.ts';
import type { JudgedRow } from '../database/punches.ts';
import { loadTemporaryRecords, type TemporaryRecord } from '../database/temporary-employees.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { refusalOf, type Claim } from './judge-alone.ts';
import { judgePerson, type Judged } from './judge-person.ts';
import type { TimeclockRuleSet } from './known-rules.ts';
import { addDates, newPersonDays, placesOfDate, toNeighbour, type AddedDates, type PersonDays } from './person-days.ts';
import type { Standing } from './standing.ts';
import type { TimeclockRules } from './timeclock-rules.ts';
import { touchingDates } from './touching-dates.ts';
import { pairKey, type TypedPair } from './typed-pairs.ts';
import { standingOf } from './verdicts.ts';

/** One new punch that needs a verdict, whom it counts for, and the timeclock whose device offered it. */
export interface Fresh {
  readonly punch: Punch;
  readonly personKey: string;
  readonly instantMs: number;
  readonly timeclockId: number;
  readonly content: string;
}

export interface JudgedSet {
  /** Standing by punch id, of the fresh ones and of the stored ones that were judged beside them. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** The stored ones, as they were. */
  readonly stored: readonly JudgedRow[];
  /** H7: typed and kiosk punches that came close; those that nobody has decided on. */
  readonly pairs: readonly TypedPair[];
}

/** Dates may pull in dates that touch them, and those others; more than this in a row is nobody's week. */
const mostRounds = 12;

interface Share {
  readonly days: PersonDays;
  readonly fresh: readonly Fresh[];
}

/**
 * @param fresh punches that are not stored
 * @param dates stored ones that are to be judged again for their own sake
 */
export async function judgeFresh(scope: TenantScope, rules: TimeclockRules, fresh: readonly Fresh[], dates: readonly PersonDate[], nowMs: number): Promise<JudgedSet> {
  const freshByPerson = Map.groupBy(fresh, (one) => one.personKey);
  const datesByPerson = Map.groupBy(dates, (date) => date.personKey);
  const shares = [...new Set([...freshByPerson.keys(), ...datesByPerson.keys()])].map((key): Share => ({ days: newPersonDays(key), fresh: freshByPerson.get(key) ?? [] }));
  await rules.load(fresh.map((one) => one.timeclockId));
  const known = await loadKnown(scope, [...shares.map((share) => share.days.personKey)], nowMs);
  let pending = shares.map((share) =>
    firstDates(
      share,
      (datesByPerson.get(share.days.personKey) ?? []).map((date) => date.workDate),
    ),
  );
  const results = new Map<Share, { standings: ReadonlyMap<string, Standing>; pairs: readonly TypedPair[] }>();
  for (let round = 0; pending.length > 0 && round < mostRounds; round += 1) {
    await addDates(scope, rules, pending);
    const context = await loadContext(scope, known, pending);
    pending = pending.flatMap(({ share }) => {
      const judged = judgeShare(share, rules, context);
      results.set(share, judged);
      return judged.touching.size === 0 ? [] : [{ share, days: share.days, workDates: [...judged.touching], places: [] }];
    });
  }
  return gather(shares, results);
}

interface Pending extends AddedDates {
  readonly share: Share;
}

/** @param again dates that are to be judged for their own sake */
function firstDates(share: Share, again: readonly string[]): Pending {
  const places = share.fresh.map((one) => ({ workDate: one.punch.workDate, instantMs: one.instantMs }));
  return { share, days: share.days, workDates: [...new Set([...places.map((place) => place.workDate), ...again])], places: [...places, ...again.flatMap(placesOfDate)] };
}

function gather(shares: readonly Share[], results: ReadonlyMap<Share, { standings: ReadonlyMap<string, Standing>; pairs: readonly TypedPair[] }>): JudgedSet {
  const standings = new Map<string, Standing>();
  const pairs: TypedPair[] = [];
  for (const result of results.values()) {
    for (const [punchId, standing] of result.standings) standings.set(punchId, standing);
    pairs.push(...result.pairs);
  }
  return { standings, stored: shares.flatMap((share) => [...share.days.stored.values()]), pairs };
}

/** What is known of the people. */
interface Known {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly temporaries: ReadonlyMap<string, TemporaryRecord>;
  readonly nowMs: number;
}

async function loadKnown(scope: TenantScope, personKeys: readonly string[], nowMs: number): Promise<Known> {
  const idsOf = (prefix: string): string[] => personKeys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(2));
  return { people: await loadKnownPeople(scope, idsOf('e:')), temporaries: await loadTemporaryRecords(scope, idsOf('t:')), nowMs };
}

interface Context extends Known {
  /** Refused ones that a supervisor has corrected: somebody stands for them. */
  readonly corrected: ReadonlySet<string>;
  /** Keys of pairs that a supervisor has decided on (H7). */
  readonly decided: ReadonlySet<string>;
}

async function loadContext(scope: TenantScope, known: Known, pending: readonly { readonly share: Share }[]): Promise<Context> {
  const refused: string[] = [];
  const typed: string[] = [];
  for (const { share } of pending) {
    for (const row of share.days.stored.values()) {
      if (row.verdict === 'refused') refused.push(row.punch_id);
      if (row.source === 'typed') typed.push(row.punch_id);
    }
    for (const row of share.days.near.values()) if (row.source === 'typed') typed.push(row.punch_id);
  }
  return { ...known, corrected: await findCorrected(scope, refused), decided: new Set((await decidedPairs(scope, typed)).map(pairKey)) };
}

function judgeShare(share: Share, rules: TimeclockRules, context: Context) {
  const judged = share.fresh.map((one) => freshToJudge(one, rules, context));
  for (const row of share.days.stored.values()) judged.push(storedToJudge(row, rules, context));
  const near = [...share.days.near.values()];
  const judgement = judgePerson(judged, near.filter((row) => row.verdict === 'accepted').map(toNeighbour), context.decided);
  return {
    standings: judgement.standings,
    pairs: judgement.pairs.filter((pair) => !context.decided.has(pairKey(pair))),
    touching: touchingDates(judged, judgement, { instants: share.days.places.map((place) => place.instantMs), near, windowMsOf: (row) => rules.of(row.timeclock_id).duplicateWindowSeconds * 1000 }),
  };
}

function freshToJudge(one: Fresh, rules: TimeclockRules, context: Context): Judged {
  const { punch, personKey, instantMs } = one;
  const properties = rules.of(one.timeclockId);
  const { punchId, type, workDate, assignmentId } = punch;
  const reasons = reasonsAgainst({ personKey, assignmentId, workDate, instantMs }, context, properties);
  return { punchId, type, instantMs, workDate, assignmentId, source: 'kiosk', template: properties.punchTemplate, duplicateWindowSeconds: properties.duplicateWindowSeconds, before: null, ...reasons };
}

/** What was settled stays settled; a refusal is looked at again, for the person or the assignment may be known by now (K1). */
function storedToJudge(row: JudgedRow, rules: TimeclockRules, context: Context): Judged {
  const properties = rules.of(row.timeclock_id);
  const before = context.corrected.has(row.punch_id) ? corrected : standingOf(row);
  const isOpen = before.kind === 'refused' || before.kind === 'failed';
  const claim = { personKey: row.person_key, assignmentId: row.assignment_id, workDate: row.work_date, instantMs: row.instant_ms };
  return {
    punchId: row.punch_id,
    type: punchType.parse(row.type),
    instantMs: row.instant_ms,
    workDate: row.work_date,
    assignmentId: row.assignment_id,
    source: row.source,
    template: properties.punchTemplate,
    duplicateWindowSeconds: row.restored === 1 ? 0 : properties.duplicateWindowSeconds,
    before,
    ...(isOpen ? reasonsAgainst(claim, context, properties) : noReasons),
  };
}

const corrected: Standing = { kind: 'accepted', exceptions: [] };

type Reasons = Pick<Judged, 'refusedFor' | 'failedFor'>;
const noReasons: Reasons = { refusedFor: null, failedFor: null };

function reasonsAgainst(claim: Claim, context: Context, properties: Pick<TimeclockRuleSet, 'clockToleranceSeconds'>): Reasons {
  const id = claim.personKey.slice(2);
  const refusedFor = refusalOf(claim, context.people.get(id) ?? null, context.nowMs, properties.clockToleranceSeconds);
  if (!claim.personKey.startsWith('t:')) return { refusedFor, failedFor: null };
  const record = context.temporaries.get(id);
  const reason: RefusalCode | null = record === undefined ? 'unknownTemporaryEmployee' : refusedFor;
  return { refusedFor: reason, failedFor: record === undefined ? null : failureOf(record) };
}

/** A dismissed record that is used again is as unknown as before. */
function failureOf(record: TemporaryRecord): MatchFailure {
  return record.outcome === 'severalMatches' ? 'severalMatches' : 'noMatch';
}
