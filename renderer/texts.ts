/** The texts that ship with the kiosk, complete in each language, and what a server's texts must be to lie over them (A6). */
import arabic from '../resources/texts/ar.json' with { type: 'json' };
import english from '../resources/texts/en.json' with { type: 'json' };
import french from '../resources/texts/fr.json' with { type: 'json' };
import spanish from '../resources/texts/es.json' with { type: 'json' };
import type { TextBundle } from '../shared/contracts/entities.ts';
import { textFault } from '../shared/texts/text-fault.ts';

export type TextKey = keyof typeof english;

export const bundledTexts: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { en: english, es: spanish, fr: french, ar: arabic };

/** True for a key that the kiosk has a text for. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

/** Of a server's texts those that can be shown; the others keep the bundled text, each on its own (J3). */
export function usableTexts(texts: TextBundle, language: string): TextBundle {
  const own: TextBundle = bundledTexts[language] ?? {};
  return Object.fromEntries(Object.entries(texts).filter(([key, text]) => isTextKey(key) && (text === own[key] || textFault(text, language, english[key]) === null)));
}
