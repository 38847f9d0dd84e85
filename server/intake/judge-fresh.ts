/**
 * Judges new (and again offered) punches of one tenant together with what is stored for the same people and work dates, so that
 * late punches find their place in time order, and what is stored is judged again beside them (H8).
 */
import { punchType, type Punch, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { loadKnownPeople, type KnownPerson } from '../database/people.ts';
import type { JudgedRow, KnownRow } from '../database/punches.ts';
import { loadDates, loadNeighbours, type PersonDate } from '../database/punches-around.ts';
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
  return judge(scope, rules, fresh, [], nowMs);
}

/** Judges what is stored of these persons and dates, for its own sake. */
export async function judgeAgain(scope: TenantScope, rules: TimeclockRules, dates: readonly PersonDate[], nowMs: number): Promise<JudgedSet> {
  return judge(scope, rules, [], dates, nowMs);
}

async function judge(scope: TenantScope, rules: TimeclockRules, fresh: readonly Fresh[], dates: readonly PersonDate[], nowMs: number): Promise<JudgedSet> {
  if (fresh.length === 0 && dates.length === 0) return { standings: new Map(), stored: [] };
  await rules.load(fresh.map((one) => one.timeclockId));
  const byPerson = Map.groupBy(fresh, (one) => personKey(one.punch.person));
  for (const date of dates) if (!byPerson.has(date.personKey)) byPerson.set(date.personKey, []);
  const around = await loadStored(scope, rules, fresh, dates);
  const people = await loadKnownPeople(scope, employeeIds([...byPerson.keys()]));
  const storedByPerson = Map.groupBy(around.stored, (row) => row.person_key);
  const nearByPerson = Map.groupBy(around.near, (row) => row.person_key);
  const standings = new Map<string, Standing>();
  for (const [key, ofPerson] of byPerson) {
    const judged = ofPerson.map((one) => freshToJudge(one, rules, people, nowMs));
    for (const row of storedByPerson.get(key) ?? []) judged.push(storedToJudge(row, rules, people, nowMs));
    for (const [punchId, standing] of judgePerson(judged, (nearByPerson.get(key) ?? []).map(toNeighbour))) standings.set(punchId, standing);
  }
  return { standings, stored: around.stored };
}

interface Stored {
  readonly stored: readonly JudgedRow[];
  readonly near: readonly JudgedRow[];
}

/** What is stored on the same dates, and what is valid near by on others; the fresh ones themselves are in neither. */
async function loadStored(scope: TenantScope, rules: TimeclockRules, fresh: readonly Fresh[], also: readonly PersonDate[]): Promise<Stored> {
  const freshIds = new Set(fresh.map((one) => one.punch.punchId));
  const byDate = Map.groupBy(fresh, (one) => dateKey(personKey(one.punch.person), one.punch.workDate));
  const dates = [...byDate.values()].flatMap(([one]) => (one === undefined ? [] : [{ personKey: personKey(one.punch.person), workDate: one.punch.workDate }]));
  const asked = new Set(byDate.keys());
  for (const date of also) {
    const key = dateKey(date.personKey, date.workDate);
    if (!asked.has(key)) dates.push(date);
    asked.add(key);
  }
  const stored = (await loadDates(scope, dates)).filter((row) => row.voided_ms === null && !freshIds.has(row.punch_id));
  await rules.load(stored.map((row) => row.timeclock_id));
  const storedByDate = Map.groupBy(stored, (row) => dateKey(row.person_key, row.work_date));
  const spans = dates.flatMap((date) => {
    const key = dateKey(date.personKey, date.workDate);
    return spansOf(rules, byDate.get(key) ?? [], storedByDate.get(key) ?? []).map((span) => ({ ...date, ...span }));
  });
  const near = (await loadNeighbours(scope, spans)).filter((row) => !asked.has(dateKey(row.person_key, row.work_date)) && !freshIds.has(row.punch_id));
  return { stored, near };
}

const dateKey = (person: string, workDate: string): string => `${workDate} ${person}`;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const longestGapMs = 86_400_000;

/** Where neighbours of a date's punches may be; the stored ones are judged again, so theirs count as well. Punches far apart (a chosen date) get spans of their own. */
function spansOf(rules: TimeclockRules, fresh: readonly Fresh[], stored: readonly JudgedRow[]): Span[] {
  const instants = [...fresh.map((one) => one.instantMs), ...stored.map((row) => row.instant_ms)].sort((a, b) => a - b);
  const timeclocks = new Set([...fresh.map((one) => one.timeclockId), ...stored.map((row) => row.timeclock_id)]);
  const windowMs = Math.max(...[...timeclocks].map((timeclockId) => rules.of(timeclockId).duplicateWindowSeconds * 1000));
  const spans: Span[] = [];
  for (const instantMs of instants) {
    const last = spans.at(-1);
    if (last !== undefined && instantMs - last.toMs <= longestGapMs) spans[spans.length - 1] = { fromMs: last.fromMs, toMs: instantMs + windowMs };
    else spans.push({ fromMs: instantMs - windowMs, toMs: instantMs + windowMs });
  }
  return spans;
}

function employeeIds(personKeys: readonly string[]): string[] {
  return personKeys.filter((key) => key.startsWith('e:')).map((key) => key.slice(2));
}

function freshToJudge(one: Fresh, rules: TimeclockRules, people: ReadonlyMap<string, KnownPerson>, nowMs: number): Judged {
  const { punch } = one;
  const properties = rules.of(one.timeclockId);
  const key = personKey(punch.person);
  const claim = { personKey: key, assignmentId: punch.assignmentId, workDate: punch.workDate, instantMs: one.instantMs };
  const refusedFor = refusalOf(claim, people.get(key.slice(2)) ?? null, nowMs, properties.clockToleranceSeconds);
  return { punchId: punch.punchId, type: punch.type, instantMs: one.instantMs, workDate: punch.workDate, ...sequenceRules(properties), before: null, refusedFor };
}

/** What was settled stays settled; a refusal is looked at again, for the person or the assignment may be known by now (K1). */
function storedToJudge(row: JudgedRow, rules: TimeclockRules, people: ReadonlyMap<string, KnownPerson>, nowMs: number): Judged {
  const before = standingOf(row);
  const properties = rules.of(row.timeclock_id);
  const claim = { personKey: row.person_key, assignmentId: row.assignment_id, workDate: row.work_date, instantMs: row.instant_ms };
  const refusedFor = before.kind === 'refused' ? refusalOf(claim, people.get(row.person_key.slice(2)) ?? null, nowMs, properties.clockToleranceSeconds) : null;
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date, ...sequenceRules(properties), before, refusedFor };
}

function sequenceRules(properties: TimeclockProperties): Pick<Judged, 'template' | 'duplicateWindowSeconds'> {
  return { template: properties.punchTemplate, duplicateWindowSeconds: properties.duplicateWindowSeconds };
}

function toNeighbour(row: JudgedRow): Neighbour {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date };
}
