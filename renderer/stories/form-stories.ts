import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import type { FormField } from '../form-entry.svelte.ts';
import { entry, forklift, fresh, offline, online, ready, working } from './samples.ts';
import type { Stage, Story } from './story.ts';

const base = { kiosk: ready, status: online };
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const ana: Readonly<Record<FormField, string>> = { firstName: 'Ana Lucía', lastName: 'Fernández-Ruiz', lastFour: '4321' };
const temporary = {
  ...fresh,
  person: { displayName: 'Ana Lucía Fernández-Ruiz', firstName: 'Ana Lucía', initials: 'AF', photoDataUrl: null, jobTitle: '', employeeId: null },
  assignments: [],
  assignmentId: null,
  temporary: { lastEntry: null },
};

/** The PIN was not found twice; these fields are filled in. */
function filled(name: string, text: Partial<Record<FormField, string>>, more: Partial<Story> = {}, then: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  const act = async (stage: Stage): Promise<void> => {
    for (const digit of '123456') stage.model.kiosk.pin.touch(digit);
    await settle();
    const { form } = stage.model.kiosk.identification;
    for (const [field, typed] of Object.entries({ firstName: '', lastName: '', lastFour: '', ...text }) as [FormField, string][]) if (typed !== '') form.type(field, typed);
    await then(stage);
    await settle();
  };
  return { name, ...base, act, ...more, answers: { identifyByPin: { kind: 'notFound', failures: 2, serverAsked: true, isFormNext: true }, ...more.answers } };
}

const submit = (stage: Stage): Promise<void> => stage.model.kiosk.identification.submitForm();
const answered = (answer: CallAnswer<'identifyByForm'>): Partial<Story> => ({ answers: { identifyByForm: answer } });

export const formStories: readonly Story[] = [
  filled('form', {}),
  filled('form-typing', { firstName: 'Ana Lucía' }, {}, ({ model }) => void (model.kiosk.identification.form.field = 'lastName')),
  filled('form-digits', { firstName: 'Ana Lucía', lastName: 'Fernández-Ruiz', lastFour: '43' }, {}, ({ model }) => void (model.kiosk.identification.form.field = 'lastFour')),
  filled('form-faults', { firstName: '😀😀', lastName: 'x'.repeat(80), lastFour: '43' }, {}, ({ model }) => void model.kiosk.identification.form.check()),
  filled('form-empty-faults', {}, {}, ({ model }) => void model.kiosk.identification.form.check()),
  filled('form-checking', ana, {}, (stage) => void submit(stage)),
  filled('form-not-saved', ana, answered({ kind: 'notSaved', reason: 'diskFull' }), submit),
  { name: 'form-asked', kiosk: ready, status: { ...offline, pinPausedUntil: '2026-11-23T15:41:00.000Z' }, act: ({ model }) => model.kiosk.identification.openForm('asked') },
  filled('punch-temporary', ana, answered({ kind: 'identified', offer: temporary }), submit),
  filled(
    'punch-temporary-again',
    ana,
    answered({
      kind: 'identified',
      offer: {
        ...working,
        ...temporary,
        allowed: ['breakOut', 'clockOut'],
        current: { type: 'clockIn', since: '2026-11-23T11:58:00.000Z', assignmentId: null, job: null },
        punches: [{ ...entry('clockIn', '11:58', 'failed'), job: null }],
        temporary: { lastEntry: entry('clockIn', '11:58', 'failed') },
      },
    }),
    submit,
  ),
  filled('punch-matched', ana, answered({ kind: 'identified', offer: temporary }), async (stage) => {
    await submit(stage);
    stage.transport.emit('personMatched', { ...fresh, person: { ...temporary.person, jobTitle: 'Picker', employeeId: 'E-2290' }, assignments: [forklift], assignmentId: forklift.assignmentId });
  }),
  filled('form-idle-warning', ana, {}, ({ timers }) => timers.advance(66_000)),
];
