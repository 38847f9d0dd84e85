/** Every word on the screen comes from resources/texts: nothing written into markup, no text that nobody shows, one word per concept. */
import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const languages = ['en', 'es', 'fr', 'ar'] as const;
const textsOf = (language: string): Readonly<Record<string, string>> => z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(`resources/texts/${language}.json`, 'utf8')));
const english = textsOf('en');
const pages = globSync('{renderer,shared/ui}/**/*.svelte').map((path) => ({ path, source: readFileSync(path, 'utf8') }));
const code = [...pages.map(({ source }) => source), ...globSync('{renderer,shared}/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') || path.endsWith('stories') }).map((path) => readFileSync(path, 'utf8'))];

/** The same in another language as in English, and rightly so. */
const sameAsEnglish: Readonly<Record<string, string>> = {
  'es which.id': 'ID is the word in Spanish too',
  'es admin.role.supervisor': 'the same word',
  'es questions.no': 'the same word',
  'fr request.kind.correction': 'the same word',
  'fr admin.title': 'the same word',
  'fr admin.doors.admin': 'the same word',
  'es duration.hoursMinutes': 'h is the unit everywhere',
  'fr duration.hoursMinutes': 'h is the unit everywhere',
  'es workDate.entry': 'placeholders alone',
  'fr workDate.entry': 'placeholders alone',
  'ar workDate.entry': 'placeholders alone',
  'es diag.log.level.error': 'the same word',
  'fr diag.log.level.info': 'the same word',
  'fr diag.about': 'version is the word in French too',
  'es diag.machine.step': 'placeholders alone',
  'fr diag.machine.step': 'placeholders alone',
  'es diag.clock.driftValue': 'placeholders alone',
  'fr diag.clock.driftValue': 'placeholders alone',
  'ar diag.clock.driftValue': 'placeholders alone',
  'es diag.bundle.made': 'placeholders alone',
  'fr diag.bundle.made': 'placeholders alone',
  'es diag.versions.app': 'names of programs',
  'fr diag.versions.app': 'names of programs',
  'ar diag.versions.app': 'names of programs',
  'es diag.versions.runtime': 'names of programs',
  'fr diag.versions.runtime': 'names of programs',
  'es diag.test.took': 'ms is the unit everywhere',
  'fr diag.test.took': 'ms is the unit everywhere',
};

/** Words for what the server answers, complete so that whatever it says can be shown. */
const isOfTheServer = (key: string): boolean => /^(refusal|failed|problem)\./.test(key);

/** The words that each language has agreed upon, by those that it does not use. */
const otherWords: readonly { language: string; word: RegExp; say: string }[] = [
  { language: 'es', word: /(?<!modo )quiosco|terminal/i, say: 'reloj (a kiosk); "modo quiosco" alone keeps the other word' },
  { language: 'es', word: /marcaj|marcaci|ponch/i, say: 'fichaje, fichar (a punch)' },
  { language: 'es', word: /\b(tu|tus|te|tienes|has|elige|avisa|tómal[ao]|inténtalo|tuviste)\b/i, say: 'usted throughout' },
  { language: 'es', word: /\bpausa (para|corta|larga)|\b(su|una?|ninguna) pausa\b/i, say: 'descanso (a break): what the button says' },
  { language: 'es', word: /petici/i, say: 'solicitud (a request)' },
  { language: 'fr', word: /\bbornes?\b/i, say: 'pointeuse (a kiosk)' },
  { language: 'fr', word: /appelez le support/i, say: 'assistance (who helps); support is a drive' },
  { language: 'fr', word: /enrôle/i, say: 'inscription (an enrolment)' },
  { language: 'fr', word: /poste (de nuit|commencé)|votre poste du/i, say: 'service (a shift); poste is the job' },
  { language: 'fr', word: /\bparti\b/i, say: 'terminé: everybody can say it of themselves' },
  { language: 'ar', word: /(?<!وضع ال)كشك/, say: 'الجهاز (a kiosk)' },
  { language: 'ar', word: /وحدة التحكم/, say: 'لوحة التحكم (the console)' },
  { language: 'ar', word: /تسجيل(?:ات|ة)|خانة/, say: 'بصمة، بصمات (punches), حقل (a field)' },
  { language: 'ar', word: /ثانيةً|إخفاق/, say: 'مرة أخرى (again; ثانية is a second), فشل' },
  { language: 'ar', word: /استراحة (?:ال)?(?:راحة|طعام)/, say: 'فترة الراحة (a rest), استراحة الوجبة (a meal break)' },
  { language: 'ar', word: /اً/, say: 'the tanween before its alif: ًا' },
];

describe('texts', () => {
  it('J2 says in each language something of its own, but for what is listed', () => {
    const same = languages.slice(1).flatMap((language) => Object.entries(textsOf(language)).flatMap(([key, text]) => (text === english[key] ? [`${language} ${key}`] : [])));
    expect(same.sort()).toEqual(Object.keys(sameAsEnglish).sort());
  });

  it('J2 has one word per concept in each language', () => {
    const found = otherWords.flatMap(({ language, word, say }) => Object.entries(textsOf(language)).flatMap(([key, text]) => (word.test(text) ? [`${language} ${key}: say ${say}`] : [])));
    expect(found).toEqual([]);
  });

  it('J2 keeps French marks with the word before them, and opens Spanish questions and calls', () => {
    const french = Object.entries(textsOf('fr')).filter(([, text]) => / [:;!?»]|« |[\p{L}\d}][;!?](?!\w)/u.test(text));
    const spanish = Object.entries(textsOf('es')).filter(([, text]) => text.split('?').length !== text.split('¿').length || text.split('!').length !== text.split('¡').length);
    expect([...french, ...spanish]).toEqual([]);
  });

  it('J2 writes Arabic with its own marks, and numbers in words: the digits of a placeholder are those of the country', () => {
    const own = Object.entries(textsOf('ar')).map(([key, text]) => [key, text.replaceAll(/\{\w+, (?:plural|select|number)[,}]?/g, '').replaceAll(/\u200e[^\u200e]*\u200e/gu, '')] as const);
    expect(own.filter(([, text]) => /[0-9?;]|[\u0600-\u06ff],/.test(text))).toEqual([]);
  });

  it('J2 writes no straight apostrophe, which ICU would read as a quotation, no control character and no override of the direction', () => {
    const found = languages.flatMap((language) => Object.entries(textsOf(language)).flatMap(([key, text]) => (/['\p{Cc}\u202A-\u202E]/u.test(text) ? [`${language} ${key}`] : [])));
    expect(found).toEqual([]);
  });

  it('A6 ships no text that no screen shows', () => {
    const written = code.join('\n');
    const patterns = [...written.matchAll(/`([a-zA-Z]+\.[a-zA-Z.]*\$\{[^`]*)`/g)].map(([, template = '']) => new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[a-zA-Z]+')}$`));
    expect(Object.keys(english).filter((key) => !isOfTheServer(key) && !written.includes(`'${key}'`) && !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });
});

/** What a page says without a key: the product's name, and names of files and sums that every language shares. */
const languageless = /^(ZenTime|SHA-256|manifest\.json)$/;
const spoken: readonly string[] = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];

describe('markup', () => {
  it('J2 writes no word of its own between tags or into an attribute that is read out', () => {
    expect(pages.flatMap(({ path, source }) => literalTexts(source).map((text) => `${path}: ${text}`))).toEqual([]);
  });

  it('J2 would find words in the markup, in an expression and in an attribute', () => {
    const page = '<p title="Name">Hello {isOld ? "Sir" : i18n.t("greeting")}</p>{#if isOpen}<img alt="" /> ZenTime{/if}';
    expect(literalTexts(page)).toEqual(['Name', 'Hello', 'Sir']);
  });
});

function literalTexts(source: string): string[] {
  const found: string[] = [];
  collect(parse(source, { modern: true }).fragment, found);
  return found.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text) && !languageless.test(text));
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
/** Parts of a node that show nothing: conditions, and what the compiler notes of it. */
const unseen: readonly string[] = ['test', 'typeAnnotation', 'metadata', 'loc', 'name_loc'];

/** Walks what is shown: not what a call is given (keys, formats), nor attributes that nobody reads. */
function collect(node: unknown, found: string[]): void {
  if (Array.isArray(node)) {
    for (const one of node) collect(one, found);
    return;
  }
  if (!isNode(node)) return;
  const { type, name, data, value } = node;
  if (type === 'CallExpression' || type === 'RenderTag' || type === 'BinaryExpression' || type === 'Comment') return;
  if (type === 'Attribute' && !(typeof name === 'string' && spoken.includes(name))) return;
  if (type === 'Text' && typeof data === 'string') found.push(data);
  if (type === 'Literal' && typeof value === 'string') found.push(value);
  if (type === 'TemplateElement' && isNode(value)) found.push(String(value['raw']));
  for (const [key, part] of Object.entries(node)) if (!unseen.includes(key)) collect(part, found);
}
