/** The texts that ship with the kiosk, complete in each language, and what a server's texts must be to lie over them (A6). */
import arabic from '../resources/texts/ar.json' with { type: 'json' };
import english from '../resources/texts/en.json' with { type: 'json' };
import french from '../resources/texts/fr.json' with { type: 'json' };
import spanish from '../resources/texts/es.json' with { type: 'json' };
import type { TextBundle } from '../shared/contracts/entities.ts';
import { icuShape } from './icu-arguments.ts';

export type TextKey = keyof typeof english;

export const bundledTexts: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { en: english, es: spanish, fr: french, ar: arabic };

/** True for a key that the kiosk has a text for. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

/**
 * Of a server's texts those that can be shown: a known key, a readable ICU message, no placeholder that the kiosk does not
 * fill. The others fall back to the bundled text, each on its own.
 */
export function usableTexts(texts: TextBundle, language: string): TextBundle {
  return Object.fromEntries(Object.entries(texts).filter(([key, text]) => isTextKey(key) && isUsable(text, english[key], language)));
}

function isUsable(text: string, bundled: string, language: string): boolean {
  const own = icuShape(text, language);
  const known = icuShape(bundled, 'en');
  return own !== null && known !== null && text.trim() !== '' && own.names.every((name) => known.names.includes(name));
}
