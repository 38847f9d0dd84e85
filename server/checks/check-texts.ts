/**
 * A6, J2: a tenant's own wording must be such that the kiosk can show it: known keys, readable ICU messages, and the placeholders
 * of the English text, none more (nothing would fill it) and none less (something would be missing).
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type { TextBundle } from '../../shared/contracts/entities.ts';
import type { Finding } from '../../shared/rules/finding.ts';

/** @param english the texts that ship */
export function checkTexts(texts: TextBundle, language: string, english: TextBundle): Finding[] {
  if (!isLanguage(language)) return [{ path: 'language', message: 'this is no language tag: write one such as en, pt-BR or zh-Hant' }];
  const entries = Object.entries(texts);
  if (entries.length === 0) return [{ path: '', message: 'there is no text in it: name at least one, or remove the language' }];
  return entries.flatMap(([key, text]) => {
    const message = Object.hasOwn(english, key) ? faultOf(text, language, english[key] ?? '') : 'there is no text of this name';
    return message === null ? [] : [{ path: pathOf(key), message }];
  });
}

/** Keys that nobody knows are the sender's text; only such as look like keys are told back. */
function pathOf(key: string): string {
  return /^[\w.-]{1,120}$/.test(key) ? key : '';
}

function faultOf(text: string, language: string, english: string): string | null {
  if (text.trim() === '') return 'write a text, or leave the key out';
  const own = placeholders(text, language);
  if (own === null) return 'this is no ICU message: look at its braces, quotes and plural forms';
  const wanted = placeholders(english, 'en') ?? [];
  return own.join() === wanted.join() ? null : `use these placeholders, each and no others: ${wanted.length === 0 ? 'none' : wanted.map((name) => `{${name}}`).join(', ')}`;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Names of all placeholders, sorted; null for what is not an ICU message. */
function placeholders(message: string, language: string): string[] | null {
  try {
    const names = new Set<string>();
    collect(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst(), names);
    return [...names].sort();
  } catch {
    return null;
  }
}

/** Plain text between placeholders, as the parser itself numbers it; it alone has a value that names nothing. */
const literal = new IntlMessageFormat('text', 'en').getAst()[0]?.type;

function collect(elements: Elements, names: Set<string>): void {
  for (const element of elements) {
    if (!('value' in element) || element.type === literal) continue;
    names.add(element.value);
    if ('options' in element) for (const option of Object.values(element.options)) collect(option.value, names);
  }
}
