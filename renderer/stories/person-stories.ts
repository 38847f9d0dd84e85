import { punchTypes } from '../../shared/lib/punch-type.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { early, entry, forklift, fresh, night, offline, online, ready, stock, working } from './samples.ts';
import type { Answers } from './answers.ts';
import type { Stage, Story } from './story.ts';

const base = { kiosk: ready, status: online };
/** Lets what was asked be answered. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function keyIn({ model }: Stage): Promise<void> {
  for (const digit of '123456') model.kiosk.pin.touch(digit);
  await settle();
}

function standing(name: string, offer: Offer, more: Partial<Story> = {}): Story {
  return { name, ...base, answers: { identifyByPin: { kind: 'identified', offer } }, act: keyIn, ...more };
}

function punched(name: string, type: PunchType, answer: CallAnswer<'recordPunch'> | null, more: Partial<Story> = {}): Story {
  const identifyByPin: CallAnswer<'identifyByPin'> = { kind: 'identified', offer: { ...fresh, allowed: [type] } };
  const answers: Answers = answer === null ? { identifyByPin } : { identifyByPin, recordPunch: answer };
  const act = async (stage: Stage): Promise<void> => {
    await keyIn(stage);
    const done = stage.model.kiosk.punching.punch(type);
    if (answer === null) stage.timers.advance(11_000);
    await done;
  };
  return { name, ...base, answers, act, ...more };
}

function recorded(type: PunchType, isOnline: boolean): CallAnswer<'recordPunch'> {
  return { kind: 'recorded', punch: { ...entry(type, '11:58', 'pending'), instant: early, job: 'Forklift operator' }, firstName: 'Maya', online: isOnline, questions: [] };
}

const people = [
  { employeeId: 'E-2041', displayName: 'Maya O.', jobTitle: 'Forklift operator', photoDataUrl: null },
  { employeeId: 'E-2077', displayName: 'Daniel K.', jobTitle: 'Picker', photoDataUrl: null },
  { employeeId: 'E-1190', displayName: 'Bartholomäus-Maximilian S.', jobTitle: 'Quality assurance and cold chain', photoDataUrl: null },
];
const several: Offer = { ...fresh, assignments: [night, forklift, stock], assignmentId: forklift.assignmentId };
const onBreak: Offer = {
  ...working,
  current: { type: 'breakOut', since: '2026-11-23T15:30:00.000Z', assignmentId: forklift.assignmentId, job: 'Forklift operator' },
  allowed: ['breakIn'],
  punches: [entry('clockIn', '11:58'), entry('breakOut', '15:30', 'pending')],
};
const longDay: Offer = {
  ...working,
  punches: [entry('clockIn', '05:00'), entry('mealOut', '06:00'), entry('mealIn', '06:30'), ...['07', '08', '09', '10'].flatMap((hour) => [entry('breakOut', `${hour}:00`, 'pending'), entry('breakIn', `${hour}:10`, 'failed')])],
};
const longName: Offer = {
  ...working,
  person: { ...working.person, firstName: 'Bartholomäus-Maximilian Alexander', initials: 'BA', jobTitle: 'Quality assurance and cold chain supervision' },
  assignments: [{ ...forklift, job: 'Quality assurance and cold chain supervision', department: 'Wareneingang Nord, Tor 17' }, stock],
};

const many: Offer = {
  ...fresh,
  assignments: Array.from({ length: 40 }, (_, index) => ({
    ...(index % 3 === 0 ? night : index % 3 === 1 ? forklift : stock),
    assignmentId: `a-${8000 + index}`,
    job: `${['Picking', 'Loading', 'Cold store and chilled goods'][index % 3] ?? ''} ${index + 1}`,
  })),
  assignmentId: null,
};

export const personStories: readonly Story[] = [
  { name: 'which-of-you', ...base, answers: { identifyByPin: { kind: 'whichOfYou', choiceId: '5f0f7c51-5e0e-4d61-9d7e-3f7c1f0e2a10', people } }, act: keyIn },
  standing('assignment', several),
  standing('assignment-forty', many),
  {
    name: 'assignment-transfer',
    ...base,
    answers: {
      identifyByPin: { kind: 'identified', offer: { ...working, allowed: ['breakOut', 'transfer', 'clockOut'], assignments: [forklift, night, stock] } },
      readOffer: { kind: 'offered', offer: { ...working, allowed: ['breakOut', 'transfer', 'clockOut'], assignments: [forklift, night, stock] } },
    },
    act: async (stage) => {
      await keyIn(stage);
      await stage.model.kiosk.punching.chooseAssignment(forklift.assignmentId);
      await stage.model.kiosk.punching.punch('transfer');
    },
  },
  standing('punch-clock-in', fresh),
  standing('punch', working),
  standing('punch-on-break', onBreak),
  standing('punch-offline', { ...working, punches: working.punches.map((punch) => ({ ...punch, status: 'pending' as const })) }, { status: offline }),
  standing('punch-forgotten', { ...fresh, forgotten: { workDate: '2026-11-20', since: '2026-11-20T12:02:00.000Z' } }),
  standing('punch-no-assignment', { ...fresh, assignments: [], assignmentId: null }),
  standing('punch-three-ways', { ...working, allowed: ['breakOut', 'transfer', 'clockOut'] }),
  standing('punch-every-type', { ...working, allowed: [...punchTypes] }),
  standing('punch-nothing-allowed', { ...working, allowed: [] }),
  standing('punch-long-day', longDay),
  {
    name: 'punch-long-names',
    ...base,
    answers: { identifyByPin: { kind: 'identified', offer: longName }, readOffer: { kind: 'offered', offer: longName } },
    act: async (stage) => {
      await keyIn(stage);
      await stage.model.kiosk.punching.chooseAssignment(forklift.assignmentId);
    },
  },
  punched('punch-updated', 'clockIn', { kind: 'notAllowed', offer: working }),
  punched('punch-choices-changed', 'clockIn', { kind: 'notAllowed', offer: { ...fresh, allowed: ['breakIn'] } }),
  punched('confirmation-clock-in', 'clockIn', recorded('clockIn', true)),
  punched('confirmation-offline', 'clockIn', recorded('clockIn', false), { status: offline }),
  punched('confirmation-break-out', 'breakOut', recorded('breakOut', true)),
  punched('confirmation-break-in', 'breakIn', recorded('breakIn', true)),
  punched('confirmation-clock-out', 'clockOut', recorded('clockOut', true)),
  punched('confirmation-already', 'clockIn', { kind: 'alreadyRecorded', at: '2026-11-23T13:00:03.000Z', type: 'clockIn', windowSeconds: 60 }),
  punched('confirmation-disk-full', 'clockIn', { kind: 'notSaved', reason: 'diskFull' }),
  punched('confirmation-storage-error', 'clockIn', { kind: 'notSaved', reason: 'storageError' }),
  punched('confirmation-too-late', 'clockIn', recorded('clockIn', true), {
    answers: { identifyByPin: { kind: 'identified', offer: fresh }, recordPunch: recorded('clockIn', true), undoPunch: { kind: 'tooLate' } },
    act: async (stage) => {
      await keyIn(stage);
      await stage.model.kiosk.punching.punch('clockIn');
      await stage.model.kiosk.punching.undo();
    },
  }),
  punched('confirmation-unsure', 'clockIn', null),
  standing('idle-warning', working, {
    act: async (stage) => {
      await keyIn(stage);
      stage.timers.advance(66_000);
    },
  }),
];
