/**
 * D5: what follows a download of all employees, step by step: a device whose cursor was lost may have missed any of it. Each step
 * goes on where the page before stopped; the last one leads to the changes since the download began.
 */
import type { Change } from '../../shared/contracts/entries.ts';
import { addDays, startOfWeek } from '../../shared/lib/zoned-time.ts';
import { listOperators, listRequests, listTemporaries } from '../database/feed.ts';
import { countEntries, listEntryPlaces, listPersonKeys, type EntryPlace } from '../database/feed-entries.ts';
import { readOrganisation } from '../database/tenants.ts';
import { feedSteps, type ChangePlace } from './change-cursor.ts';
import { loadEntriesHere } from './entries-here.ts';
import type { FeedContext } from './feed-context.ts';
import { presentOrganisation, presentTexts } from './present-state.ts';

/** More would not be a kiosk's cache any more: then only those since yesterday come. */
const mostEntries = 100_000;
/** Requests older than a kiosk keeps punches are settled for it. */
const requestsForMs = 35 * 86_400_000;
const peopleTogether = 100;

export interface Step {
  readonly changes: readonly Change[];
  readonly next: ChangePlace;
}

/** At most `room` changes of the step at `place` (the settings come as one), and where to go on. */
export async function snapshotStep(context: FeedContext, place: ChangePlace, room: number): Promise<Step> {
  switch (place.step) {
    case 'employees':
      return { changes: [...(await presentOrganisation(context)), { kind: 'timeclock', properties: context.properties }], next: afterStep(place) };
    case 'texts':
      return textsStep(context, place);
    case 'operators': {
      const operators = await listOperators(context.scope, context.caller.timeclockId, place.after, room);
      return paged(
        place,
        room,
        operators,
        (operator) => ({ kind: 'operator', operator }),
        (operator) => operator.userId,
      );
    }
    case 'temporaryEmployees':
      return paged(
        place,
        room,
        await listTemporaries(context.scope, context.caller.timeclockId, place.after, room),
        (change) => change,
        (change) => change.temporaryEmployeeId,
      );
    case 'requests': {
      const sinceMs = context.deps.clock.wallMs() - requestsForMs;
      return paged(
        place,
        room,
        await listRequests(context.scope, context.caller.timeclockId, sinceMs, place.after, room),
        (change) => change,
        (change) => change.requestId,
      );
    }
    case 'entries':
      return entriesStep(context, place.since === '' ? { ...place, since: await firstWorkDate(context, mostEntries) } : place, room);
    case 'changes':
      return { changes: [], next: place };
  }
}

function afterStep(place: ChangePlace): ChangePlace {
  return { sequence: place.sequence, step: feedSteps[feedSteps.indexOf(place.step) + 1] ?? 'changes', after: '', since: '' };
}

/** A full page may have more behind it; a shorter one was the last. */
function paged<T>(place: ChangePlace, room: number, items: readonly T[], toChange: (item: T) => Change, idOf: (item: T) => string): Step {
  const last = items.at(-1);
  const next = last === undefined || items.length < room ? afterStep(place) : { ...place, after: idOf(last) };
  return { changes: items.map(toChange), next };
}

/** One language a step, for texts are long. */
async function textsStep(context: FeedContext, place: ChangePlace): Promise<Step> {
  const texts = (await presentTexts(context)).filter((change) => change.language > place.after);
  const [first] = texts;
  if (first === undefined) return { changes: [], next: afterStep(place) };
  return { changes: [first], next: texts.length === 1 ? afterStep(place) : { ...place, after: first.language } };
}

/** The first day of last week as the organisation counts weeks, or yesterday where those would be more than `most` entries. */
export async function firstWorkDate({ scope, at }: Pick<FeedContext, 'scope' | 'at'>, most: number): Promise<string> {
  const organisation = await readOrganisation(scope);
  const lastWeek = addDays(startOfWeek(at.today, organisation?.firstDayOfWeek ?? 1), -7);
  const entries = await countEntries(scope, at, workDates(lastWeek, at.today), most + 1);
  return entries > most ? addDays(at.today, -1) : lastWeek;
}

/** All dates from `since` to tomorrow: somewhere it is tomorrow already. */
function workDates(since: string, today: string): string[] {
  const dates: string[] = [];
  for (let date = since; date <= addDays(today, 1); date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** Entries of one group of people; where they fill the page, it goes on behind the last of them. */
async function entriesStep(context: FeedContext, place: ChangePlace, room: number): Promise<Step> {
  const from = openPlace(place.after);
  const people = await listPersonKeys(context.scope, context.at, from.personKey, peopleTogether);
  const lastPerson = people.at(-1);
  if (lastPerson === undefined) return { changes: [], next: afterStep(place) };
  const found = await listEntryPlaces(context.scope, people, workDates(place.since, context.at.today), from, room);
  const lastFound = found.at(-1);
  if (lastFound !== undefined && found.length === room) return entriesOf(context, found, { ...place, after: `${lastFound.personKey}|${lastFound.punchId}` });
  const next = people.length < peopleTogether ? afterStep(place) : { ...place, after: `${lastPerson}|${beyondIds}` };
  return entriesOf(context, found, next);
}

/** Greater than any punch id: the person is done with. */
const beyondIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function openPlace(after: string): EntryPlace {
  const [personKey = '', punchId = ''] = after.split('|');
  return { personKey: personKey === '' ? 'e:' : personKey, punchId };
}

async function entriesOf(context: FeedContext, places: readonly EntryPlace[], next: ChangePlace): Promise<Step> {
  const entries = await loadEntriesHere(
    context,
    places.map((place) => place.punchId),
  );
  return { changes: entries.map((entry) => ({ kind: 'entry', entry })), next };
}
