import { describe, expect, it } from 'vitest';
import { brokenReason } from '../shared/contracts/ipc.ts';
import { matchFailure, refusalCode } from '../shared/contracts/entities.ts';
import { exportFailure } from '../shared/contracts/export-calls.ts';
import { problemCodes } from '../shared/contracts/problems.ts';
import { punchTypes } from '../shared/lib/punch-type.ts';
import { icuShape } from '../shared/texts/icu-shape.ts';
import { textFault } from '../shared/texts/text-fault.ts';
import { badTexts, goodTexts } from '../test/support/bad-texts.ts';
import { bundledTexts, isTextKey, usableTexts } from './texts.ts';

const english: Readonly<Record<string, string>> = bundledTexts['en'] ?? {};
const others = Object.entries(bundledTexts).filter(([language]) => language !== 'en');
/** Plural forms that a language needs, as CLDR has them. */
const formsOf = (language: string): string[] => [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();

describe('bundled texts', () => {
  it('J2 ships English, Spanish, French and Arabic', () => {
    expect(Object.keys(bundledTexts).sort()).toEqual(['ar', 'en', 'es', 'fr']);
  });

  it.each(others)('A6 has every key of English in %s, none more, none empty', (_language, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(Object.entries(bundledTexts))('J2 parses as ICU and fills the same placeholders in %s', (language, texts) => {
    for (const [key, text] of Object.entries(texts)) {
      const shape = icuShape(text, language);
      expect(shape, `${language} ${key}`).not.toBeNull();
      if (isTextKey(key)) expect(shape?.names, `${language} ${key}`).toEqual(icuShape(english[key] ?? '', 'en')?.names);
    }
  });

  it.each(Object.entries(bundledTexts))('J2 has all plural forms of %s in every plural', (language, texts) => {
    for (const [key, text] of Object.entries(texts)) {
      for (const [name, forms] of Object.entries(icuShape(text, language)?.plurals ?? {})) expect(forms, `${language} ${key} ${name}`).toEqual(formsOf(language));
    }
  });

  it('D4 F5 words every code that main or the server can name', () => {
    const wanted = [
      ...problemCodes.map((code) => `problem.${code}`),
      ...refusalCode.options.map((code) => `refusal.${code}`),
      ...matchFailure.options.map((reason) => `failed.${reason}`),
      ...brokenReason.options.map((reason) => `broken.${reason}`),
      ...exportFailure.options.map((reason) => `export.failure.${reason}`),
      ...punchTypes.flatMap((type) => [`type.${type}`, `hint.${type}`, `confirm.${type}`]),
    ];
    expect(wanted.filter((key) => !isTextKey(key))).toEqual([]);
  });
});

describe("a server's texts", () => {
  it('A6 takes what can be shown', () => {
    expect(usableTexts({ 'pin.title': 'Deine Nummer' }, 'de')).toEqual({ 'pin.title': 'Deine Nummer' });
  });

  it.each(badTexts)('J3 keeps the bundled text for one with %s, and takes the others of the same package', (_what, { key, language, text }) => {
    expect(usableTexts({ 'pin.clear': 'Otro', [key]: text, 'pin.delete': 'Uno' }, language)).toEqual({ 'pin.clear': 'Otro', 'pin.delete': 'Uno' });
  });

  it.each(goodTexts)('A6 takes %s', (_what, { key, language, text }) => {
    expect(usableTexts({ [key]: text }, language)).toEqual({ [key]: text });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])('J3 knows no text by the name "%s"', (key) => {
    const texts = Object.fromEntries([
      ['pin.clear', 'Otro'],
      [key, 'x'],
    ]);
    const usable = usableTexts(texts, 'es');
    expect(Object.entries(usable)).toEqual([['pin.clear', 'Otro']]);
    expect(Object.getPrototypeOf(usable)).toBe(Object.prototype);
  });

  it.each(Object.entries(bundledTexts))('J2 finds no fault with what ships in %s', (language, texts) => {
    const faults = Object.entries(texts).flatMap(([key, text]) => (isTextKey(key) ? [textFault(text, language, english[key] ?? '')] : []));
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('J3 leaves out unknown keys, broken messages, unknown placeholders and empty texts, each on its own', () => {
    const texts = { 'no.such.key': 'x', 'pin.clear': 'Broken {', 'greeting.morning': 'Hello {nobody}', 'pin.delete': ' ', 'pin.title': 'Code' };
    expect(usableTexts(texts, 'en')).toEqual({ 'pin.title': 'Code' });
  });
});
