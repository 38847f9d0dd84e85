import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { punchTemplate, timeclockProperties, type PunchTemplate, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { breakPresets } from '../../shared/rules/break-presets.ts';
import { punchTypes, type PunchType } from '../../shared/lib/punch-type.ts';
import { breaks, fence, question, senselessSettings, usual } from '../../test/support/senseless-settings.ts';
import { checkImage } from './check-image.ts';
import { checkTexts } from './check-texts.ts';
import { checkTimeclock } from './check-timeclock.ts';
import { checkTransitions } from '../../shared/rules/check-transitions.ts';

const shipped = new Set(['en', 'es', 'fr', 'ar']);
const paths = (more: object): string[] => checkTimeclock(timeclockProperties.parse({ ...usual, ...more }), shipped).map((finding) => finding.path);
const base64 = (bytes: string, encoding: BufferEncoding = 'utf8'): string => Buffer.from(bytes, encoding).toString('base64');
const svg = (inner: string, head = ''): string => `data:image/svg+xml;base64,${base64(`${head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${inner}</svg>`)}`;

describe('settings of a timeclock', () => {
  it.each<[string, object]>([
    ['the usual ones', {}],
    ['a fence with a radius', fence({})],
    ['a fence that only warns, with positions less accurate than it', fence({ mode: 'warning', minimumAccuracyMetres: 500 })],
    ['networks of both kinds', { ipRules: { enforced: true, allowed: ['203.0.113.0/24', '2001:db8::/32', '198.51.100.7'] } }],
    ['rules that are not enforced, and none', { ipRules: { enforced: false, allowed: [] } }],
    ['breaks without a maximum', breaks({ minimumMinutes: 30 })],
    ['what California says', breaks({ required: [...breakPresets.california] })],
    ['what Oregon says', breaks({ required: [...breakPresets.oregon] })],
    ['what New York says', breaks({ required: [...breakPresets.newYork] })],
    ['a condition on an earlier answer', { questions: [question({}), question({ questionId: 'q2', onlyIf: { questionId: 'q1', equals: false } })] }],
    ['choices that some languages word', { questions: [question({ type: 'singleChoice', choices: ['a', 'b'], choiceTexts: { es: ['uno', 'dos'], fr: ['un', 'deux'] } })] }],
    ['choices', { questions: [question({ type: 'singleChoice', choices: ['a', 'b'] }), question({ questionId: 'q2', onlyIf: { questionId: 'q1', equals: 'b' } })] }],
  ])('A3 takes %s', (_what, more) => {
    expect(paths(more)).toEqual([]);
  });

  it.each<readonly [string, string, object]>([
    ...senselessSettings,
    ['A6', 'questions.0.text.es', { questions: [question({ text: { en: 'Safe?' } })] }],
    ['A6', 'display.languages.1', { display: { ...usual.display, languages: ['en', 'de'] } }],
    ['A6', 'display.languages.1', { display: { ...usual.display, languages: ['en', 'en'] } }],
  ])('%s refuses at %s what makes no sense', (_id, path, more) => {
    expect(paths(more)).toEqual([path]);
  });
});

describe('pictures', () => {
  it('A3 takes pictures that are what they say', () => {
    const good = [
      null,
      `data:image/png;base64,${base64('\x89PNG\r\n\x1a\n0000', 'latin1')}`,
      `data:image/jpeg;base64,${base64('\xff\xd8\xff\xe0000000', 'latin1')}`,
      `data:image/webp;base64,${base64('RIFF1234WEBPVP8 ', 'latin1')}`,
      svg('<g fill="#0f6b5c"><path d="M0 0h8v8z"/></g>', '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Drawn by hand -->'),
      svg('<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/><use href="#a"/><text>Sold on Monday</text>'),
    ];
    expect(good.map(checkImage)).toEqual(good.map(() => []));
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script under a prefix', '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'],
    ['foreign content', '<foreignObject><body/></foreignObject>'],
    ['an event handler', '<rect onload="alert(1)"/>'],
    ['an event handler behind a slash', '<rect/onclick="alert(1)"/>'],
    ['a picture from elsewhere', '<image href="https://example.com/a.png"/>'],
    ['a reference to elsewhere', '<use xlink:href="https://example.com/a.svg#b"/>'],
    ['a reference in a style', '<rect style="fill:url(https://example.com/a)"/>'],
    ['an import', '<style>@import "https://example.com/a.css";</style>'],
    ['an escape in a style', '<style>rect{fill:\\75rl(https://example.com)}</style>'],
    ['an animation of a reference', '<set attributeName="href" to="javascript:alert(1)"/>'],
    ['hidden characters', '<rect fill="&#106;"/>'],
    ['a script hidden in a comment that is none', '<!--> <script>alert(1)</script> -->'],
  ])('J3 refuses an SVG with %s', (_what, inner) => {
    expect(checkImage(svg(inner))).not.toEqual([]);
  });

  it('J3 refuses entities, other encodings, and what is no picture at all', () => {
    const heads = ['<!DOCTYPE svg [<!ENTITY a "b">]>', '<?xml-stylesheet href="a.css"?>', '<?xml version="1.0" encoding="utf-7"?>', 'GIF89a'];
    const wrong = [
      ...heads.map((head) => svg('', head)),
      `data:image/svg+xml;base64,${base64('<svg/>', 'utf16le')}`,
      'data:image/svg+xml;base64,/w==',
      'data:image/png;base64,',
      `data:image/png;base64,${base64('\xff\xd8\xff\xe0', 'latin1')}`,
    ];
    for (const url of wrong) expect(checkImage(url), url).not.toEqual([]);
  });
});

const anyTypes = fc.uniqueArray(fc.constantFrom(...punchTypes), { maxLength: 4 });

function endsSomewhere(template: PunchTemplate & { kind: 'transitions' }): boolean {
  const reaches = (type: PunchType, seen: readonly PunchType[]): boolean => type === 'clockOut' || (template.after[type] ?? []).some((next) => !seen.includes(next) && reaches(next, [...seen, next]));
  const walk = (type: PunchType, seen: Set<PunchType>): Set<PunchType> => {
    if (!seen.has(type)) for (const next of template.after[type] ?? []) walk(next, seen.add(type));
    return seen.add(type);
  };
  const reached = template.start.reduce((seen, type) => walk(type, seen), new Set<PunchType>());
  return [...reached].every((type) => reaches(type, [type]));
}

describe('transition tables', () => {
  it('C1 takes a table from whose every state a clock-out can be reached, and no other', () => {
    const tables = fc.record({ clockIn: anyTypes, breakOut: anyTypes, breakIn: anyTypes, mealOut: anyTypes, mealIn: anyTypes, transfer: anyTypes });
    fc.assert(
      fc.property(tables, (after) => {
        const template = punchTemplate.parse({ kind: 'transitions', start: ['clockIn'], after });
        const stuck = checkTransitions(template).filter((finding) => finding.message.startsWith('no way'));
        if (template.kind === 'transitions') expect(stuck.length === 0).toBe(endsSomewhere(template));
      }),
    );
  });

  it.each<[string, object]>([
    ['punchTemplate.start', { start: ['clockIn', 'breakIn'], after: { clockIn: ['clockOut'], breakIn: ['clockOut'] } }],
    ['punchTemplate.start', { start: ['transfer'], after: { transfer: ['clockOut'] } }],
    ['punchTemplate.after.mealOut', { start: ['clockIn'], after: { clockIn: ['clockOut'], mealOut: ['clockOut'] } }],
  ])('C1 refuses at %s a table that nobody can follow', (path, table) => {
    expect(paths({ punchTemplate: { kind: 'transitions', ...table } })).toEqual([path]);
  });
});

describe('texts', () => {
  const english = { 'pin.title': 'Your PIN', greeting: 'Hello {name}', left: '{count, plural, one {# day} other {# days}}' };
  const faults = (texts: Record<string, string>, language = 'de'): string[] => checkTexts(texts, language, english).map((finding) => finding.path);

  it('A6 takes what the kiosk can show', () => {
    expect(faults({ 'pin.title': 'Deine PIN', greeting: 'Hallo, {name}!', left: '{count, plural, one {# Tag} other {# Tage}}' })).toEqual([]);
  });

  it.each([
    ['pin.title', { 'pin.title': ' ' }],
    ['pin.title', { 'pin.title': 'Deine {PIN' }],
    ['pin.title', { 'pin.title': 'Deine {pin}' }],
    ['greeting', { greeting: 'Hallo' }],
    ['left', { left: '{count, plural, one {# Tag}}' }],
    ['no.such.key', { 'no.such.key': 'x' }],
    ['constructor', { constructor: 'x' }],
    ['', {}],
  ])('J3 refuses at %s', (path, texts) => {
    expect(faults(texts)).toEqual([path]);
  });

  it('J3 knows no language that there is not, and repeats no key that is none', () => {
    expect(faults({ 'pin.title': 'x' }, 'en-toolonglonglong')).toEqual(['language']);
    expect(faults({ '<b>': 'x' })).toEqual(['']);
  });
});

it('A3 never finds fault twice for one setting without saying where', () => {
  const settings: TimeclockProperties = timeclockProperties.parse({ ...usual, ...fence({ radiusMetres: 0, minimumAccuracyMetres: 0 }), ...breaks({ minimumMinutes: 31, maximumMinutes: 30 }) });
  const found = checkTimeclock(settings, shipped).map((finding) => finding.path);
  expect(new Set(found).size).toBe(found.length);
});

it('C5 reads properties that were stored before breaks had a list: they have none', () => {
  const { required: _list, waivers: _waivers, ...before } = usual.breaks;
  expect(timeclockProperties.parse({ ...usual, breaks: before })).toEqual(timeclockProperties.parse(usual));
});
