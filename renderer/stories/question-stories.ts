/** What is asked after a punch: every type of question, where it stands in its set, and what goes wrong; and reminders of breaks. */
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { breakAnswers, type QuestionSet, type ShownQuestion } from '../../shared/contracts/question-sets.ts';
import { entry, early, online, ready, working } from './samples.ts';
import type { Stage, Story } from './story.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

type Facts = Partial<Omit<ShownQuestion, 'about'>> & { readonly text?: Readonly<Record<string, string>>; readonly choiceTexts?: Readonly<Record<string, string[]>> };
const words = {
  safe: { en: 'Did you work without an accident or injury today?', es: '¿Trabajó hoy sin accidentes ni lesiones?', fr: 'Avez-vous travaillé aujourd’hui sans accident ni blessure ?', ar: 'هل عملت اليوم دون حادث أو إصابة؟' },
  pallets: { en: 'How many pallets did you load?', es: '¿Cuántos palés cargó?', fr: 'Combien de palettes avez-vous chargées ?', ar: 'كم عدد المنصات التي حمّلتها؟' },
  mood: { en: 'How was your shift?', es: '¿Qué tal fue su turno?', fr: 'Comment s’est passé votre poste ?', ar: 'كيف كانت ورديتك؟' },
  where: { en: 'Where did you work most of the day?', es: '¿Dónde trabajó la mayor parte del día?', fr: 'Où avez-vous surtout travaillé ?', ar: 'أين عملت معظم اليوم؟' },
  tools: { en: 'Which equipment did you use?', es: '¿Qué equipo usó?', fr: 'Quel équipement avez-vous utilisé ?', ar: 'ما المعدات التي استخدمتها؟' },
  note: { en: 'Is there anything the next shift should know?', es: '¿Hay algo que deba saber el próximo turno?', fr: 'Y a-t-il quelque chose que l’équipe suivante devrait savoir ?', ar: 'هل هناك ما ينبغي أن تعرفه الوردية التالية؟' },
  long: {
    en: 'I confirm that I was given the opportunity to take every meal and rest break that I was entitled to, that I was relieved of all duties while I took them, and that I reported every minute that I worked today, before, during and after my scheduled shift.',
    es: 'Confirmo que se me dio la oportunidad de tomar todas las pausas para comer y descansar a las que tenía derecho, que durante ellas quedé libre de toda tarea y que he declarado cada minuto trabajado hoy, antes, durante y después de mi turno.',
    fr: 'Je confirme que j’ai eu la possibilité de prendre toutes les pauses repas et de repos auxquelles j’avais droit, que j’étais alors libre de toute tâche et que j’ai déclaré chaque minute travaillée aujourd’hui, avant, pendant et après mon poste.',
    ar: 'أؤكد أنه أُتيحت لي فرصة أخذ جميع استراحات الطعام والراحة المستحقة لي، وأنني أُعفيت خلالها من جميع المهام، وأنني صرّحت بكل دقيقة عملتها اليوم قبل ورديتي وأثناءها وبعدها.',
  },
};

function asked(questionId: string, { text = words.safe, choiceTexts = {}, ...facts }: Facts = {}): ShownQuestion {
  return { questionId, about: { kind: 'text', text, choiceTexts }, type: 'yesNo', choices: [], required: true, onlyIf: null, ...facts };
}
const found: ShownQuestion = {
  questionId: 'finding.short.1',
  about: { kind: 'finding', finding: 'short', breakKind: 'meal', minutes: 18, startedAt: '2026-11-23T14:30:00.000Z' },
  type: 'singleChoice',
  choices: [...breakAnswers],
  required: true,
  onlyIf: null,
};
const rest: ShownQuestion = { ...found, questionId: 'asked.rest.1', about: { kind: 'rest', number: 1, total: 2, minutes: 10 } };
const stored = { ...entry('clockOut', '15:40', 'pending'), instant: '2026-11-23T15:40:00.000Z' };
const setOf = (questions: readonly ShownQuestion[], facts: Partial<QuestionSet> = {}): QuestionSet => ({
  punchId: stored.punchId,
  type: 'clockOut',
  instant: stored.instant,
  workDate: '2026-11-23',
  set: 'clockOut',
  questions: [...questions],
  answers: [],
  ...facts,
});

function afterPunch(name: string, sets: readonly QuestionSet[], act: (stage: Stage) => Promise<void> | void = () => undefined, more: Partial<Story> = {}): Story {
  return {
    name,
    kiosk: ready,
    status: online,
    ...more,
    answers: { identifyByPin: { kind: 'identified', offer: working }, recordPunch: { kind: 'recorded', punch: stored, firstName: 'Maya', online: true, questions: [...sets] }, ...more.answers },
    act: async (stage) => {
      for (const digit of '123456') stage.model.kiosk.pin.touch(digit);
      await settle();
      await stage.model.kiosk.punching.punch('clockOut');
      await act(stage);
    },
  };
}

function atPunch(name: string, facts: Partial<Offer>, act: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  return {
    name,
    kiosk: ready,
    status: online,
    answers: { identifyByPin: { kind: 'identified', offer: { ...working, ...facts } } },
    act: async (stage) => {
      for (const digit of '123456') stage.model.kiosk.pin.touch(digit);
      await settle();
      await act(stage);
    },
  };
}

const number = asked('pallets', { type: 'number', text: words.pallets });
const tools = {
  choices: ['Forklift', 'Pallet jack', 'Scanner', 'Stretch wrapper', 'Reach truck'],
  choiceTexts: {
    es: ['Carretilla elevadora', 'Transpaleta', 'Escáner', 'Retractiladora', 'Carretilla retráctil'],
    fr: ['Chariot élévateur', 'Transpalette', 'Scanner', 'Banderoleuse', 'Chariot à mât rétractable'],
    ar: ['رافعة شوكية', 'عربة منصات يدوية', 'ماسح ضوئي', 'آلة تغليف', 'رافعة ممتدة'],
  },
};
const places = {
  choices: ['Dock 4', 'Cold store', 'Yard', 'Packing', 'Returns', 'Office'],
  choiceTexts: {
    es: ['Muelle 4', 'Cámara frigorífica', 'Patio', 'Embalaje', 'Devoluciones', 'Oficina'],
    fr: ['Quai 4', 'Chambre froide', 'Cour', 'Emballage', 'Retours', 'Bureau'],
    ar: ['الرصيف 4', 'مخزن التبريد', 'الساحة', 'التعبئة', 'المرتجعات', 'المكتب'],
  },
};
const several = asked('tools', { type: 'severalChoices', text: words.tools, ...tools, required: false });
const text = asked('note', { type: 'shortText', text: words.note, required: false });
const three = setOf([asked('safe'), number, asked('mood', { type: 'rating', text: words.mood, required: false })], { answers: [{ questionId: 'safe', value: true }] });

export const questionStories: readonly Story[] = [
  afterPunch('questions-break', [setOf([found, rest], { set: 'breaks' }), setOf([asked('safe')])]),
  afterPunch('questions-rest', [setOf([rest], { set: 'breaks' })]),
  afterPunch('questions-yes-no', [setOf([asked('safe')])]),
  afterPunch('questions-single', [setOf([asked('where', { type: 'singleChoice', text: words.where, ...places })])]),
  afterPunch('questions-several', [setOf([several])], ({ model }) => {
    model.kiosk.answering.tick('Forklift');
    model.kiosk.answering.tick('Scanner');
  }),
  afterPunch('questions-number', [three], ({ model }) => {
    for (const digit of '128') model.kiosk.answering.typeDigit(digit);
  }),
  afterPunch('questions-number-empty', [setOf([{ ...number, required: false }])]),
  afterPunch('questions-text', [setOf([text])], ({ model }) => {
    model.kiosk.answering.draft = 'The scale at gate 3 is off';
  }),
  afterPunch('questions-rating', [setOf([asked('mood', { type: 'rating', text: words.mood, required: false })])]),
  afterPunch('questions-long', [setOf([asked('long', { text: words.long })])]),
  afterPunch('questions-not-saved', [setOf([asked('safe')])], ({ model }) => model.kiosk.answering.answer(true), { answers: { giveAnswer: { kind: 'notSaved', reason: 'diskFull' } } }),
  atPunch('questions-left', { questions: [three] }),
  atPunch('punch-questions-left', { questions: [three] }, ({ model }) => model.kiosk.answering.later()),
  atPunch('punch-languages', {}, async () => {
    document.querySelector<HTMLElement>('[data-testid="languages-open"]')?.click();
    await settle();
  }),
  atPunch('punch-break-due', { breakDue: { breakKind: 'meal', dueAt: '2026-11-23T16:58:00.000Z' } }),
  atPunch('punch-break-overdue', { breakDue: { breakKind: 'meal', dueAt: early } }),
];
