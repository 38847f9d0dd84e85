/**
 * Judges new (and again offered) punches of one tenant together with what is stored for the same people and work dates, so that
 * late punches find their place in time order, and what is stored is judged again beside them (H8).
 */
import { punchType, type Punch, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { loadKnownPeople, type KnownPerson } from '../database/people.ts';
import { loadNeighbours, loadPersonDates, type JudgedRow, type KnownRow, type NeighbourRow, type PersonDate } from '../database/punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { refusalOf } from './judge-alone.ts';
import { judgePerson, type Judged, type Neighbour, type Standing } from './judge-person.ts';
import { personKey } from './offers.ts';
import type { TimeclockRules } from './timeclock-rules.ts';
import { standingOf } from './verdicts.ts';

/** One punch that needs a verdict, and the timeclock whose device offered it. */
export interface Fresh {
  readonly punch: Punch;
  readonly instantMs: number;
  readonly timeclockId: number;
}

/** A punch to judge, and its row where it is stored already (as refused). */
export interface FreshOffer {
  readonly fresh: Fresh;
  readonly content: string;
  readonly stored: KnownRow | null;
}

export interface JudgedSet {
  /** Standing by punch id, of the fresh ones and of the stored ones on the same dates. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** The stored ones, as they were. */
  readonly stored: readonly JudgedRow[];
}

export async function judgeFresh(scope: TenantScope, rules: TimeclockRules, fresh: readonly Fresh[], nowMs: number): Promise<JudgedSet> {
  if (fresh.length === 0) return { standings: new Map(), stored: [] };
  await rules.load(fresh.map((one) => one.timeclockId));
  const byPerson = Map.groupBy(fresh, (one) => personKey(one.punch.person));
  const around = await loadAround(scope, fresh, personDates(rules, byPerson));
  await rules.load(around.stored.map((row) => row.timeclock_id));
  const people = await loadKnownPeople(scope, employeeIds(fresh));
  const storedByPerson = Map.groupBy(around.stored, (row) => row.person_key);
  const nearByPerson = Map.groupBy(around.near, (row) => row.person_key);
  const standings = new Map<string, Standing>();
  for (const [key, ofPerson] of byPerson) {
    const judged = ofPerson.map((one) => freshToJudge(one, rules, people, nowMs));
    for (const row of storedByPerson.get(key) ?? []) judged.push(storedToJudge(row, rules));
    for (const [punchId, standing] of judgePerson(judged, (nearByPerson.get(key) ?? []).map(toNeighbour))) standings.set(punchId, standing);
  }
  return { standings, stored: around.stored };
}

/** What is stored on the same dates, and what is near by on others; the fresh ones themselves are in neither. */
async function loadAround(scope: TenantScope, fresh: readonly Fresh[], dates: readonly PersonDate[]): Promise<{ stored: JudgedRow[]; near: NeighbourRow[] }> {
  const taken = new Set(fresh.map((one) => one.punch.punchId));
  const stored = (await loadPersonDates(scope, dates)).filter((row) => row.voided_ms === null && !taken.has(row.punch_id));
  for (const row of stored) taken.add(row.punch_id);
  const near = (await loadNeighbours(scope, dates)).filter((row) => !taken.has(row.punch_id));
  return { stored, near };
}

function employeeIds(fresh: readonly Fresh[]): string[] {
  const ids = new Set<string>();
  for (const { punch } of fresh) if (punch.person.kind === 'employee') ids.add(punch.person.employeeId);
  return [...ids];
}

function personDates(rules: TimeclockRules, byPerson: ReadonlyMap<string, readonly Fresh[]>): PersonDate[] {
  const dates: PersonDate[] = [];
  for (const [key, ofPerson] of byPerson) {
    for (const [workDate, ofDate] of Map.groupBy(ofPerson, (one) => one.punch.workDate)) {
      const windowMs = Math.max(...ofDate.map((one) => rules.of(one.timeclockId).duplicateWindowSeconds * 1000));
      const instants = ofDate.map((one) => one.instantMs);
      dates.push({ personKey: key, workDate, fromMs: Math.min(...instants) - windowMs, toMs: Math.max(...instants) + windowMs });
    }
  }
  return dates;
}

function freshToJudge(one: Fresh, rules: TimeclockRules, people: ReadonlyMap<string, KnownPerson>, nowMs: number): Judged {
  const { punch } = one;
  const properties = rules.of(one.timeclockId);
  const person = punch.person.kind === 'employee' ? (people.get(punch.person.employeeId) ?? null) : null;
  const refusedFor = refusalOf(punch, person, nowMs, properties.clockToleranceSeconds);
  return { punchId: punch.punchId, type: punch.type, instantMs: one.instantMs, workDate: punch.workDate, ...sequenceRules(properties), before: null, refusedFor };
}

/** A stored punch keeps its own refusal, unless that was about the order, which may look different now. */
function storedToJudge(row: JudgedRow, rules: TimeclockRules): Judged {
  const before = standingOf(row);
  const refusedFor = before.kind === 'refused' && before.code !== 'noClockIn' ? before.code : null;
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date, ...sequenceRules(rules.of(row.timeclock_id)), before, refusedFor };
}

function sequenceRules(properties: TimeclockProperties): Pick<Judged, 'template' | 'duplicateWindowSeconds'> {
  return { template: properties.punchTemplate, duplicateWindowSeconds: properties.duplicateWindowSeconds };
}

function toNeighbour(row: NeighbourRow): Neighbour {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date };
}
