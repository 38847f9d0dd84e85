/** The company, people and times that all stories share. */
import type { Organisation } from '../../shared/contracts/entities.ts';
import type { StatusView } from '../../shared/contracts/ipc.ts';
import type { DateCard, JobChoice, Offer, PunchEntry } from '../../shared/contracts/punch-calls.ts';
import type { SetupView } from '../../shared/contracts/setup-calls.ts';
import type { UpdatedTime } from '../../shared/contracts/updated-times.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { ReadyView } from '../kiosk.svelte.ts';

/** Monday, 23 November 2026, 10:40:05 in New York. */
export const now = '2026-11-23T15:40:05.000Z';
export const early = '2026-11-23T11:58:05.000Z';

export const ready: ReadyView = {
  kind: 'ready',
  company: 'Northwind Foods',
  timeclockId: 1042,
  timeclockName: 'Dock 4',
  timeZone: 'America/New_York',
  locale: 'en-US',
  language: null,
  languages: ['en', 'es', 'fr', 'ar'],
  pinType: 'sixDigits',
  resetTimerSeconds: 60,
  logoDataUrl: null,
  brandColour: null,
  isPositionWanted: false,
};

export const online: StatusView = {
  online: true,
  offlineSince: null,
  pending: 0,
  failed: 0,
  state: 'waiting',
  recovery: false,
  progress: null,
  lastSuccessAt: '2026-11-23T11:51:12.000Z',
  lastFailure: null,
  nextSyncAt: '2026-11-23T12:01:12.000Z',
  signInNeeded: false,
  pinPausedUntil: null,
  clockOffsetMs: 0,
  clockConfidence: 'trusted',
  clockMoved: null,
  care: [],
};

export const offline: StatusView = { ...online, online: false, offlineSince: '2026-11-23T11:12:40.000Z', pending: 14, state: 'offline', lastFailure: { kind: 'unreachable' } };

export const forklift: JobChoice = {
  assignmentId: 'a-7731',
  job: 'Forklift operator',
  department: 'Dock 4',
  startDate: '2026-01-01',
  endDate: null,
  shiftStart: '07:00',
  shiftEnd: '15:30',
  lastEntry: { type: 'clockOut', instant: '2026-11-20T20:31:00.000Z' },
};
export const night: JobChoice = { assignmentId: 'a-7802', job: 'Night loading', department: 'Warehouse B', startDate: '2026-10-01', endDate: null, shiftStart: '22:00', shiftEnd: '06:00', lastEntry: null };
export const stock: JobChoice = {
  assignmentId: 'a-7940',
  job: 'Stocktaking',
  department: 'Cold store',
  startDate: '2026-11-01',
  endDate: '2026-12-31',
  shiftStart: null,
  shiftEnd: null,
  lastEntry: { type: 'clockIn', instant: '2026-11-23T11:58:00.000Z' },
};

let entries = 0;

/** An entry of 23 November at a time of day in UTC ("11:58"). */
export function entry(type: PunchType, at: string, status: PunchEntry['status'] = 'synced'): PunchEntry {
  entries += 1;
  const punchId = `0192f5a0-0000-7000-8000-${String(entries).padStart(12, '0')}`;
  return { punchId, type, instant: `2026-11-23T${at}:00.000Z`, workDate: '2026-11-23', job: 'Forklift operator', status };
}

/** A date of November 2026, its entries by their times of day in UTC. */
export function card(day: number, punches: readonly (readonly [PunchType, string])[], facts: Partial<DateCard> = {}): DateCard {
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  return { workDate: date, punches: punches.map(([type, at]) => ({ type, instant: `${date}T${at}:00.000Z` })), workedMs: 0, isIncomplete: false, isOvernight: false, ...facts };
}

/** Maya, who has not begun her shift yet. */
export const fresh: Offer = {
  sessionId: 'd9b2f1c4-54a1-4f0e-9d3e-0a5f0c8b7e11',
  person: { displayName: 'Maya Okafor', firstName: 'Maya', initials: 'MO', photoDataUrl: null, jobTitle: 'Forklift operator', employeeId: 'E-2041' },
  today: '2026-11-23',
  workDate: '2026-11-23',
  workDates: { isAsked: false, yesterday: null, today: card(23, []), overnight: null, previous: [] },
  assignments: [forklift],
  assignmentId: forklift.assignmentId,
  current: null,
  allowed: ['clockIn'],
  types: ['clockIn', 'breakOut', 'breakIn', 'clockOut'],
  updates: [],
  forgotten: null,
  punches: [],
  temporary: null,
  questions: [],
  breakDue: null,
  workedMs: 0,
  asOf: now,
  blocked: null,
};

/** Maya, at work again after a short break. */
export const working: Offer = {
  ...fresh,
  current: { type: 'breakIn', since: '2026-11-23T14:41:00.000Z', assignmentId: forklift.assignmentId, job: 'Forklift operator' },
  allowed: ['breakOut', 'clockOut'],
  punches: [entry('clockIn', '11:58'), entry('breakOut', '14:30'), entry('breakIn', '14:41')],
  workedMs: (3 * 60 + 31) * 60_000,
};

/** A supervisor's edit that Maya has not seen yet. */
export const update: UpdatedTime = {
  punchId: '0192f5a0-0000-7000-8000-00000000f001',
  correction: {
    correctionId: '7b0a6f6e-5f7e-4f56-9d2c-3c1a94c1b001',
    madeAt: '2026-11-21T15:00:00.000Z',
    madeBy: 'Dana Reyes',
    reason: 'Stayed for the late truck',
    before: { type: 'clockOut', workDate: '2026-11-20', instant: '2026-11-20T20:12:00.000Z', assignmentId: forklift.assignmentId },
    isAcknowledged: false,
  },
  after: { type: 'clockOut', workDate: '2026-11-20', instant: '2026-11-20T20:30:00.000Z', assignmentId: forklift.assignmentId },
};

export const organisation: Organisation = { tenantId: 'nwf', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/New_York', locale: 'en-US', firstDayOfWeek: 1 };

export const companyStep: Extract<SetupView, { step: 'company' }> = { step: 'company', serverUrl: 'https://zentime.example.com', company: '', alias: '' };
export const timeclockStep: SetupView = {
  step: 'timeclock',
  serverUrl: 'https://zentime.example.com',
  organisation,
  timeclocks: [
    { timeclockId: 1042, name: 'Dock 4' },
    { timeclockId: 1043, name: 'Plant B gate' },
    { timeclockId: 1050, name: 'Cold store' },
  ],
};
export const credentialsStep: Extract<SetupView, { step: 'credentials' }> = { step: 'credentials', organisation, timeclock: { timeclockId: 1042, name: 'Dock 4' }, hasFence: false };
export const downloadStep: Extract<SetupView, { step: 'download' }> = {
  step: 'download',
  organisation,
  timeclock: { timeclockId: 1042, name: 'Dock 4' },
  phase: 'employees',
  done: 8400,
  total: 20_000,
  problem: null,
  retryAt: null,
};
