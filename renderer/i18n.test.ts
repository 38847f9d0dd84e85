import { describe, expect, it } from 'vitest';
import { badTexts, goodTexts } from '../test/support/bad-texts.ts';
import { I18n } from './i18n.svelte.ts';
import { isTextKey } from './texts.ts';

function arrange(language: string): I18n {
  const i18n = new I18n();
  i18n.use(language);
  return i18n;
}

describe('I18n', () => {
  it('J2 changes every text at once with the language', () => {
    const i18n = arrange('en');
    expect(i18n.t('pin.title')).toBe('Enter your PIN');
    i18n.use('fr');
    expect(i18n.t('pin.title')).toBe('Saisissez votre code');
  });

  it('J2 writes Arabic from right to left, with its six plurals and its own digits', () => {
    const i18n = arrange('ar');
    expect(i18n.direction).toBe('rtl');
    const forms = [0, 1, 2, 3, 11, 100].map((count) => i18n.t('status.unsent', { count }));
    expect(new Set(forms).size).toBe(6);
    expect(i18n.t('status.unsent', { count: 3 })).toContain('٣');
  });

  it('A6 lays the server texts over the bundled ones, and keeps the bundled one where there is none', () => {
    const i18n = arrange('es');
    i18n.overlay('es', { 'pin.title': 'Su número' });
    expect(i18n.t('pin.title')).toBe('Su número');
    expect(i18n.t('pin.clear')).toBe('Borrar');
  });

  it('A6 shows a later text of the server, not the one that was kept in memory', () => {
    const i18n = arrange('en');
    i18n.overlay('en', { 'sync.tooSoon': 'Wait {seconds}' });
    expect(i18n.t('sync.tooSoon', { seconds: 3 })).toBe('Wait 3');
    i18n.overlay('en', { 'sync.tooSoon': 'In {seconds} s' });
    expect(i18n.t('sync.tooSoon', { seconds: 3 })).toBe('In 3 s');
  });

  it.each(badTexts)('J3 A6 shows the bundled text in place of one with %s, whatever an earlier package said, and the good ones beside it', (_what, { key, language, text }) => {
    if (!isTextKey(key)) throw new Error(`no text is called ${key}`);
    const i18n = arrange(language);
    const values = { firstName: 'Maya', count: 3 };
    const bundled = i18n.t(key, values);
    const good = goodTexts.find(([, one]) => one.key === key && one.language === language)?.[1];
    if (good !== undefined) i18n.overlay(language, { [key]: good.text });
    i18n.overlay(language, { [key]: text, 'pin.clear': 'Otro' });
    expect(i18n.t(key, values)).toBe(bundled);
    expect(i18n.t('pin.clear')).toBe('Otro');
  });

  it('A6 never shows a key: a language that only the server has falls back to English', () => {
    const i18n = arrange('de');
    i18n.overlay('de', { 'pin.title': 'PIN eingeben' });
    expect(i18n.t('pin.title')).toBe('PIN eingeben');
    expect(i18n.t('pin.clear')).toBe('Clear');
  });

  it("J2 follows the company's country within its own language alone", () => {
    const i18n = arrange('en');
    i18n.followCompany('en-GB');
    expect(i18n.locale).toBe('en-GB');
    i18n.use('fr');
    expect(i18n.locale).toBe('fr');
  });
});
