/**
 * A6, J2, J3: what is wrong with a tenant's own wording of one text. The server refuses by it with the key named, and a kiosk that meets such a
 * text all the same keeps the one that ships, for that key alone. Angle brackets are no fault: texts are shown as text, never as markup.
 */
import { canBeWritten, icuShape, type IcuShape, type IcuUse } from './icu-shape.ts';

export type TextFault =
  | { readonly kind: 'blank' }
  | { readonly kind: 'tooLong'; readonly most: number }
  /** Control characters, ends of lines, halves of characters, and what turns the direction of whatever stands behind it. */
  | { readonly kind: 'hiddenCharacters' }
  | { readonly kind: 'noMessage' }
  | { readonly kind: 'otherPlaceholders'; readonly wanted: readonly string[] }
  | { readonly kind: 'otherForms'; readonly missing: readonly string[]; readonly unknown: readonly string[] };

const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u;
/** Longest of languages need about twice the room of English; a short word's translation may be a sentence. */
const spareCharacters = 100;
const growth = 3;

/** @param bundled the English text that ships */
export function textFault(text: string, language: string, bundled: string): TextFault | null {
  if (text.trim() === '') return { kind: 'blank' };
  const most = spareCharacters + growth * bundled.length;
  if (text.length > most) return { kind: 'tooLong', most };
  if (hidden.test(text)) return { kind: 'hiddenCharacters' };
  const own = icuShape(text, language);
  const wanted = icuShape(bundled, 'en');
  if (own === null || wanted === null) return { kind: 'noMessage' };
  if (own.names.join() !== wanted.names.join()) return { kind: 'otherPlaceholders', wanted: wanted.names };
  return faultOfForms(own, language) ?? faultOfUse(text, language, own, wanted);
}

function faultOfForms(own: IcuShape, language: string): TextFault | null {
  for (const [name, forms] of Object.entries(own.plurals)) {
    const known = formsOf(language, own.uses.get(name)?.includes('ordinal') === true ? 'ordinal' : 'cardinal');
    if (known === null) continue;
    const missing = known.needed.filter((form) => !forms.includes(form));
    const unknown = forms.filter((form) => !form.startsWith('=') && !known.all.includes(form));
    if (missing.length + unknown.length > 0) return { kind: 'otherForms', missing, unknown };
  }
  return null;
}

/** What is only written in anywhere may be so here; any other use has to be the shipped text's, for it fits what comes. */
function faultOfUse(text: string, language: string, own: IcuShape, wanted: IcuShape): TextFault | null {
  const fits = own.names.every((name) => own.uses.get(name)?.every((use) => use === 'text' || wanted.uses.get(name)?.includes(use)) === true);
  const values = Object.fromEntries(wanted.names.map((name) => [name, sampleOf(wanted.uses.get(name) ?? [])]));
  return fits && canBeWritten(text, language, values) ? null : { kind: 'noMessage' };
}

function sampleOf(uses: readonly IcuUse[]): string | number {
  return uses.includes('plural') || uses.includes('ordinal') || uses.includes('number') ? 2 : 'x';
}

/** Counts on a kiosk's screen go so far; forms that only millions need may be left out. */
const highestCount = 200;

/** Null for a language whose forms this machine does not know. */
function formsOf(language: string, type: 'cardinal' | 'ordinal'): { readonly all: readonly string[]; readonly needed: readonly string[] } | null {
  if (Intl.PluralRules.supportedLocalesOf(language).length === 0) return null;
  const rules = new Intl.PluralRules(language, { type });
  const needed = new Set(Array.from({ length: highestCount + 1 }, (_, count) => rules.select(count)));
  return { all: rules.resolvedOptions().pluralCategories, needed: [...needed].sort() };
}
