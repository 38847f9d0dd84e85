/** What somebody reads of their own time, and what they ask of their supervisor. */
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { punchTypes } from '../../shared/lib/punch-type.ts';
import { addDays } from '../../shared/lib/zoned-time.ts';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import type { SheetDay, SheetEntry, SheetRequest, Timesheet } from '../../shared/contracts/timesheet-calls.ts';
import { card, entry, forklift, fresh, offline, online, ready, update, working } from './samples.ts';
import type { DayHalf } from '../time-entry.svelte.ts';
import type { Stage, Story } from './story.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const minuteMs = 60_000;

async function keyIn({ model }: Stage): Promise<void> {
  for (const digit of '123456') model.kiosk.pin.touch(digit);
  await settle();
}

function sheetEntry(type: PunchType, workDate: string, at: string, facts: Partial<SheetEntry> = {}): SheetEntry {
  return { ...entry(type, at), workDate, instant: `${workDate}T${at}:00.000Z`, roundedInstant: null, isCounted: true, isOpen: false, correction: null, ...facts };
}

function sheetDay(workDate: string, entries: readonly SheetEntry[], facts: Partial<SheetDay> = {}): SheetDay {
  return { workDate, entries: [...entries], requests: [], workedMs: 0, workedRoundedMs: 0, breakMs: 0, isOpen: false, ...facts };
}

const request: SheetRequest = {
  requestId: '3d0c2b0e-4c83-4a0e-9d2f-4c0fbb5d0001',
  request: 'missedPunch',
  workDate: '2026-11-18',
  type: 'breakIn',
  proposedInstant: '2026-11-18T17:30:00.000Z',
  note: 'The queue was too long',
  status: 'open',
  answer: null,
};

function usual(workDate: string, minutes: number): SheetDay {
  const worked = (8 * 60 + minutes) * minuteMs;
  return sheetDay(
    workDate,
    [
      sheetEntry('clockIn', workDate, '11:58', { roundedInstant: `${workDate}T12:00:00.000Z` }),
      sheetEntry('breakOut', workDate, '16:30'),
      sheetEntry('breakIn', workDate, '17:01'),
      sheetEntry('clockOut', workDate, '20:31', { roundedInstant: `${workDate}T20:30:00.000Z` }),
    ],
    {
      workedMs: worked,
      workedRoundedMs: 8 * 60 * minuteMs,
      breakMs: 31 * minuteMs,
    },
  );
}

const corrected = sheetDay(
  '2026-11-20',
  [sheetEntry('clockIn', '2026-11-20', '12:00'), sheetEntry('clockOut', '2026-11-20', '20:30', { correction: update.correction }), sheetEntry('clockOut', '2026-11-20', '20:31', { isCounted: false, status: 'pending' })],
  { workedMs: 8.5 * 60 * minuteMs, workedRoundedMs: 8.5 * 60 * minuteMs },
);
const open = sheetDay('2026-11-19', [sheetEntry('clockIn', '2026-11-19', '12:02', { isOpen: true, status: 'pending' })], { isOpen: true });
const asked = sheetDay('2026-11-18', [sheetEntry('clockIn', '2026-11-18', '12:00'), sheetEntry('breakOut', '2026-11-18', '17:00')], {
  requests: [request, { ...request, requestId: '3d0c2b0e-4c83-4a0e-9d2f-4c0fbb5d0002', request: 'leftEarlier', type: 'clockOut', status: 'declined', note: '', answer: 'You were seen at the gate at 4 PM' }],
});
const lastWeek: Timesheet = {
  today: '2026-11-23',
  firstDate: '2026-11-16',
  lastDate: '2026-11-22',
  days: [usual('2026-11-16', 2), usual('2026-11-17', 2), asked, open, corrected, sheetDay('2026-11-21', []), sheetDay('2026-11-22', [])],
  workedMs: (24 * 60 + 34) * minuteMs,
  workedRoundedMs: (24 * 60 + 30) * minuteMs,
  hasEarlier: false,
  hasLater: true,
};
const empty: Timesheet = {
  ...lastWeek,
  firstDate: '2026-11-23',
  lastDate: '2026-11-29',
  days: Array.from({ length: 7 }, (_, index) => sheetDay(addDays('2026-11-23', index), [])),
  workedMs: 0,
  workedRoundedMs: 0,
  hasEarlier: true,
  hasLater: false,
};

type Act = (stage: Stage) => Promise<void> | void;

function story(name: string, offer: Offer, act: Act, more: Partial<Story> = {}): Story {
  const answers = { identifyByPin: { kind: 'identified', offer } as const, readTimesheet: { kind: 'read', timesheet: lastWeek } as const, ...more.answers };
  return {
    name,
    kiosk: ready,
    status: online,
    ...more,
    answers,
    act: async (stage) => {
      await keyIn(stage);
      await act(stage);
    },
  };
}

const showSheet: Act = ({ model }) => model.kiosk.ownTime.open();
const askForMissed: Act = ({ model }) => model.kiosk.requesting.begin({ request: 'missedPunch', workDate: '2026-11-23', entry: null });
export const recordedBreak = sheetEntry('breakOut', '2026-11-23', '16:30');
const correct: Act = ({ model }) => model.kiosk.requesting.begin({ request: 'correction', workDate: '2026-11-23', entry: recordedBreak });
const leftEarlier: Act = ({ model }) => model.kiosk.requesting.leftEarlier();
const withYesterday: Offer = { ...fresh, workDates: { ...fresh.workDates, yesterday: card(22, [['clockIn', '22:58']], { isIncomplete: true, isOvernight: true }) } };

function typeTime({ model }: Stage, digits: string, half: DayHalf | null = 'pm'): void {
  for (const digit of digits) model.kiosk.requesting.time.type(digit);
  model.kiosk.requesting.time.half = half;
}

const toNote: Act = (stage) => {
  void leftEarlier(stage);
  typeTime(stage, '730');
  stage.model.kiosk.requesting.next();
};
const send: Act = async (stage) => {
  void toNote(stage);
  stage.model.kiosk.requesting.note = 'My ride left early';
  await stage.model.kiosk.requesting.send(true);
};
const sent = (isOnline: boolean): CallAnswer<'sendRequest'> => ({
  kind: 'sent',
  request: { ...request, request: 'leftEarlier', type: 'clockOut', workDate: '2026-11-22', proposedInstant: '2026-11-23T00:30:00.000Z', note: 'My ride left early' },
  firstName: 'Maya',
  online: isOnline,
});
const isNothing: Act = () => undefined;

export const timeStories: readonly Story[] = [
  story('timesheet', working, showSheet),
  story('timesheet-empty', working, showSheet, { answers: { readTimesheet: { kind: 'read', timesheet: empty } } }),
  story('request-what', working, askForMissed),
  story('request-what-every-type', { ...working, types: [...punchTypes] }, askForMissed),
  story('request-which', working, correct),
  story('request-when-corrected', working, (stage) => {
    void correct(stage);
    stage.model.kiosk.requesting.chooseType('breakIn');
  }),
  story('request-when', withYesterday, leftEarlier),
  story('request-when-typed', withYesterday, (stage) => {
    void leftEarlier(stage);
    typeTime(stage, '730');
  }),
  story('request-when-lacks-half', withYesterday, (stage) => {
    void leftEarlier(stage);
    typeTime(stage, '1145', null);
  }),
  story('request-in-future', withYesterday, send, { answers: { sendRequest: { kind: 'notPossible', why: 'inFuture' } } }),
  story('request-note', withYesterday, toNote),
  story('request-not-saved', withYesterday, send, { answers: { sendRequest: { kind: 'notSaved', reason: 'diskFull' } } }),
  story('requested', withYesterday, send, { answers: { sendRequest: sent(true) } }),
  story('requested-offline', withYesterday, send, { answers: { sendRequest: sent(false) }, status: offline }),
  story('punch-updated-time', { ...working, updates: [update] }, isNothing),
  story(
    'punch-updated-times',
    {
      ...working,
      updates: [
        update,
        { ...update, correction: { ...update.correction, correctionId: '7b0a6f6e-5f7e-4f56-9d2c-3c1a94c1b002', before: null, reason: '' } },
        { ...update, correction: { ...update.correction, correctionId: '7b0a6f6e-5f7e-4f56-9d2c-3c1a94c1b003' } },
      ],
    },
    isNothing,
  ),
  story('punch-yesterday', withYesterday, isNothing),
  story('punch-night-shift', { ...withYesterday, assignments: [{ ...forklift, shiftStart: '22:00', shiftEnd: '06:00' }] }, isNothing),
  story('punch-undone', fresh, ({ model }) => model.kiosk.punching.resume(fresh, null, { kind: 'undone', punch: entry('clockIn', '15:39') }), { answers: { readOffer: { kind: 'offered', offer: fresh } } }),
];
