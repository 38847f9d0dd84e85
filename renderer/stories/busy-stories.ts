/** Screens while main works on a touch: nothing moves, and a second touch does nothing. */
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { card, forklift, fresh, night, online, ready, stock, working } from './samples.ts';
import type { Answers } from './answers.ts';
import type { Stage, Story } from './story.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** @param touch what is touched last; main never answers it */
function waiting(name: string, offer: Offer, touch: (stage: Stage) => Promise<void>, answers: Answers = {}): Story {
  const act = async (stage: Stage): Promise<void> => {
    for (const digit of '123456') stage.model.kiosk.pin.touch(digit);
    await settle();
    void touch(stage);
    await settle();
  };
  return { name, kiosk: ready, status: online, answers: { identifyByPin: { kind: 'identified', offer }, ...answers }, act };
}

const recorded = { punchId: '0192f5a0-0000-7000-8000-00000000000c', type: 'clockIn', instant: '2026-11-23T11:58:00.000Z', workDate: '2026-11-23', job: 'Forklift operator', status: 'pending' } as const;

export const busyStories: readonly Story[] = [
  waiting('punch-busy', working, ({ model }) => model.kiosk.punching.punch('breakOut')),
  waiting('assignment-busy', { ...fresh, assignments: [night, forklift, stock], assignmentId: forklift.assignmentId }, ({ model }) => model.kiosk.punching.chooseAssignment(stock.assignmentId)),
  waiting('work-date-busy', { ...fresh, workDates: { ...fresh.workDates, isAsked: true, yesterday: card(22, [['clockIn', '22:58']], { isIncomplete: true }) } }, ({ model }) => model.kiosk.punching.leaveNow()),
  waiting(
    'confirmation-undoing',
    { ...fresh, allowed: ['clockIn'] },
    async ({ model }) => {
      await model.kiosk.punching.punch('clockIn');
      void model.kiosk.punching.undo();
    },
    { recordPunch: { kind: 'recorded', punch: recorded, firstName: 'Maya', online: true, questions: [] } },
  ),
  waiting('request-sending', fresh, async ({ model }) => {
    model.kiosk.requesting.begin({ request: 'missedPunch', workDate: '2026-11-23', entry: null });
    model.kiosk.requesting.chooseType('clockIn');
    for (const digit of '730') model.kiosk.requesting.time.type(digit);
    model.kiosk.requesting.time.half = 'am';
    model.kiosk.requesting.next();
    await model.kiosk.requesting.send(true);
  }),
];
