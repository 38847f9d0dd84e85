/** Finds words on a story that did not come through the texts: outside the brackets of the pseudo-locale, and neither data nor a date. */
import { languageName } from '../formats.ts';
import { shippedLanguages } from '../model.ts';
import { closing, opening } from './pseudo-locale.ts';
import type { Story } from './story.ts';

const spoken = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt'];
/** What formats write in English, the pseudo-locale being none that Intl knows. */
const formatted = datesAndUnits();
/** Names and signs that are the same everywhere. */
const names = ['ZenTime', 'SHA-256', 'manifest.json', 'áéñ', 'abc', ...shippedLanguages.map(languageName)];

/**
 * @param story whose data may stand anywhere
 * @param said what main said of its own accord meanwhile
 */
export function untranslated(story: Story, said: readonly unknown[]): readonly string[] {
  const data = knownNames(story, said);
  return [...document.querySelectorAll<HTMLElement>('#app *')]
    .flatMap((element) => [...ownTexts(element), ...spoken.map((name) => element.getAttribute(name) ?? '')])
    .filter((text) => hasWords(text, data))
    .map((text) => `"${text.trim()}" is not translated`);
}

/** What is the same in every language, longest first: the story's data, and names of things. */
export function knownNames(story: Story, said: readonly unknown[]): readonly string[] {
  return [...new Set([...stringsIn([story.kiosk, story.status, story.setup, story.answers, said]), ...names])].sort((a, b) => b.length - a.length);
}

/** What is set apart by `bdi` is a file's name or a checksum. */
function ownTexts(element: HTMLElement): string[] {
  if (element.closest('bdi')) return [];
  return [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ textContent }) => textContent ?? '');
}

/** Two capitals are somebody's initials. */
function hasWords(text: string, data: readonly string[]): boolean {
  const outside = data.reduce((rest, known) => rest.replaceAll(known, ' '), withoutBrackets(text.replaceAll(/[\u2066-\u2069]/g, '')));
  if (/^\p{Lu}{1,2}$/u.test(outside.trim())) return false;
  return (outside.match(/\p{L}{2,}/gu) ?? []).some((word) => !formatted.has(word.toLowerCase()));
}

function withoutBrackets(text: string): string {
  const one = new RegExp(`${opening}[^${opening}${closing}]*${closing}`, 'gu');
  const rest = text.replaceAll(one, ' ');
  return rest === text ? text : withoutBrackets(rest);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 2 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function datesAndUnits(): ReadonlySet<string> {
  const days = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index, index % 24)));
  const written = days.flatMap((date) => (['long', 'short'] as const).map((width) => new Intl.DateTimeFormat('en', { timeZone: 'UTC', weekday: width, month: width, hour: 'numeric', day: 'numeric' }).format(date)));
  const units = ['meter', 'kilometer', 'kilobyte', 'megabyte', 'gigabyte'].map((unit) => new Intl.NumberFormat('en', { style: 'unit', unit }).format(1));
  return new Set([...written, ...units, 'at'].flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []));
}
