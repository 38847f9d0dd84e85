/**
 * A6, J2: a tenant's own wording must be such that the kiosk can show it: known keys, readable ICU messages, and the placeholders
 * of the English text, none more (nothing would fill it) and none less (something would be missing).
 */
import type { TextBundle } from '../../shared/contracts/entities.ts';
import type { Finding } from '../../shared/rules/finding.ts';
import { textFault, type TextFault } from '../../shared/texts/text-fault.ts';

/** @param english the texts that ship */
export function checkTexts(texts: TextBundle, language: string, english: TextBundle): Finding[] {
  if (!isLanguage(language)) return [{ path: 'language', message: 'this is no language tag: write one such as en, pt-BR or zh-Hant' }];
  const entries = Object.entries(texts);
  if (entries.length === 0) return [{ path: '', message: 'there is no text in it: name at least one, or remove the language' }];
  return entries.flatMap(([key, text]) => {
    const message = Object.hasOwn(english, key) ? sayFault(textFault(text, language, english[key] ?? '')) : 'there is no text of this name';
    return message === null ? [] : [{ path: pathOf(key), message }];
  });
}

/** Keys that nobody knows are the sender's text; only such as look like keys are told back. */
function pathOf(key: string): string {
  return /^[\w.-]{1,120}$/.test(key) ? key : '';
}

function sayFault(fault: TextFault | null): string | null {
  switch (fault?.kind) {
    case undefined:
      return null;
    case 'blank':
      return 'write a text, or leave the key out';
    case 'tooLong':
      return `this is longer than there is room: write at most ${fault.most} characters`;
    case 'hiddenCharacters':
      return 'there is a character in it that cannot be seen (a line end, a control character, or one that turns the writing direction): take it out';
    case 'noMessage':
      return 'this is no ICU message: look at its braces, quotes and forms';
    case 'otherPlaceholders':
      return `use these placeholders, each and no others: ${fault.wanted.length === 0 ? 'none' : fault.wanted.map((name) => `{${name}}`).join(', ')}`;
    case 'otherForms':
      return ['these are not the plural forms of this language', ...(fault.missing.length > 0 ? [`add ${fault.missing.join(', ')}`] : []), ...(fault.unknown.length > 0 ? ['take out those that it does not have'] : [])].join(': ');
  }
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
