/** C5, C6: how a question is worded: by the timeclock in the person's language, or by the kiosk where it asks about a break. */
import { breakAnswers, type BreakAnswer, type QuestionAbout, type ShownQuestion } from '../../shared/contracts/question-sets.ts';
import { formatTime } from '../formats.ts';
import type { I18n } from '../i18n.svelte.ts';

/** The language in use, else its base language, else English, else whatever there is. */
export function wordedIn(text: Readonly<Record<string, string>>, language: string): string {
  const [base = language] = language.split('-');
  return text[language] ?? text[base] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

export function questionText(about: QuestionAbout, i18n: I18n, timeZone: string): string {
  if (about.kind === 'text') return wordedIn(about.text, i18n.language);
  if (about.kind === 'rest') return i18n.t('questions.rest', { number: about.number, total: about.total, minutes: about.minutes });
  const { finding, breakKind, minutes, startedAt } = about;
  return i18n.t(`questions.${finding}`, { kind: breakKind, minutes: Math.floor(minutes ?? 0), at: startedAt === null ? '' : formatTime(startedAt, timeZone, i18n.locale) });
}

/** A timeclock's own choices read as the language in use words them, else its base language, else as they are (J2). */
export function choiceText({ about, choices }: ShownQuestion, choice: string, i18n: I18n): string {
  if (about.kind === 'text') {
    const [base = i18n.language] = i18n.language.split('-');
    return (about.choiceTexts[i18n.language] ?? about.choiceTexts[base])?.[choices.indexOf(choice)] ?? choice;
  }
  const known = breakAnswers.find((answer): answer is BreakAnswer => answer === choice);
  return known === undefined ? choice : i18n.t(`questions.answer.${known}`);
}
