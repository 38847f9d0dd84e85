/**
 * The pseudo-locale of the tests: English with accents, in brackets, about 40 % longer. What stands on a story without brackets was
 * never translated; what does not fit would not fit in a longer language either.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { bundledTexts } from '../texts.ts';

/** Private use: no language, and Intl writes its dates as English does. */
export const pseudoLanguage = 'en-XA';

export const opening = '⟦';
export const closing = '⟧';

const accented: Readonly<Record<string, string>> = { a: 'å', e: 'é', i: 'î', o: 'ö', u: 'û', c: 'ç', n: 'ñ', s: 'š', y: 'ý', A: 'Å', E: 'É', I: 'Î', O: 'Ö', U: 'Û', C: 'Ç', N: 'Ñ', S: 'Š', Y: 'Ý' };
const padding = 'één twö thrée fôur fivé šix šévén éight ninê tén';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Every bundled text in the pseudo-locale. */
export function pseudoTexts(): Record<string, string> {
  return Object.fromEntries(Object.entries(bundledTexts['en'] ?? {}).map(([key, text]) => [key, pseudo(text)]));
}

/** One ICU message in the pseudo-locale: its placeholders and plural forms stay. */
export function pseudo(message: string): string {
  const inside = write(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  const letters = inside.replaceAll(/\{[^{}]*\}/g, '').length;
  return `${opening}${inside} ${padding.slice(0, Math.max(2, Math.ceil(letters * 0.4)))}${closing}`;
}

/** Plain text and "#" between placeholders, as the parser itself numbers them. */
const [literal, pound] = new IntlMessageFormat('text {count, plural, other {#}}', 'en').getAst().map((element) => ('options' in element ? element.options['other']?.value[0]?.type : element.type));

function write(elements: Elements): string {
  return elements
    .map((element) => {
      if (element.type === pound) return '#';
      if (!('value' in element)) return '';
      if (element.type === literal) return element.value.replaceAll(/[a-z]/gi, (letter) => accented[letter] ?? letter);
      if (!('options' in element)) return 'style' in element ? `{${element.value}, number}` : `{${element.value}}`;
      const options = Object.entries(element.options).map(([form, { value }]) => `${form} {${write(value)}}`);
      return `{${element.value}, ${'pluralType' in element ? 'plural' : 'select'}, ${options.join(' ')}}`;
    })
    .join('');
}
