/** Languages at run time (J2): i18next with ICU messages behind two pieces of reactive state. */
import { createInstance } from 'i18next';
import type { TFunction } from 'i18next';
import ICU from 'i18next-icu';
import type { TextBundle } from '../shared/contracts/entities.ts';
import { formattingLocale } from './formats.ts';
import { bundledTexts, usableTexts } from './texts.ts';
import type { TextKey } from './texts.ts';

export type TextValues = Readonly<Record<string, string | number>>;

export class I18n {
  /** The language in use, a tag such as `fr`. */
  language = $state('en');
  #revision = $state(0);
  #companyLocale = $state('en');
  readonly #icu = new ICU({ parseLngForICU: (language) => formattingLocale(language, this.#companyLocale) });
  readonly #engine = createInstance();
  #translate: TFunction;

  constructor() {
    const resources = Object.fromEntries(Object.entries(bundledTexts).map(([language, texts]) => [language, { translation: { ...texts } }]));
    void this.#engine.use(this.#icu).init({
      resources,
      lng: 'en',
      fallbackLng: 'en',
      keySeparator: false,
      nsSeparator: false,
      returnNull: false,
      initAsync: false,
      interpolation: { escapeValue: false },
    });
    this.#translate = this.#engine.getFixedT(this.language);
  }

  /** Text of a key in the language in use; reactive. */
  t(key: TextKey, values: TextValues = {}): string {
    return this.#revision < 0 ? key : this.#translate(key, { ...values });
  }

  /** Writing direction of the language in use. */
  get direction(): 'ltr' | 'rtl' {
    return this.#engine.dir(this.language);
  }

  /** The locale that times, dates and numbers follow. */
  get locale(): string {
    return formattingLocale(this.language, this.#companyLocale);
  }

  use(language: string): void {
    this.language = language;
    this.#refresh();
  }

  /** The company's locale decides the country's habits within its own language. */
  followCompany(locale: string): void {
    if (locale === this.#companyLocale) return;
    this.#companyLocale = locale;
    this.#refresh();
  }

  /** Lays a server's texts over the bundled ones; unusable ones are left out, key by key. */
  overlay(language: string, texts: TextBundle): void {
    // Whole: what an earlier package said of a text that this one has no usable word for is gone.
    this.#engine.removeResourceBundle(language, 'translation');
    this.#engine.addResourceBundle(language, 'translation', { ...bundledTexts[language], ...usableTexts(texts, language) });
    this.#refresh();
  }

  #refresh(): void {
    this.#icu.clearCache();
    this.#translate = this.#engine.getFixedT(this.language);
    this.#revision += 1;
  }
}
