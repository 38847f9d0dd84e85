import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cells.ts';
import { byteOrderMark, csvHeading, csvLine, looksLikeFormula, plainText } from './csv-text.ts';
import { escapeText, serialOf, sheetRow } from './sheet-xml.ts';

const text = (value: string): Cell => ({ kind: 'text', text: value });

describe('cells that a spreadsheet could run', () => {
  it.each([
    ['=1+1', true],
    ['+49 30 1234', true],
    ['-2+3', true],
    ['@SUM(A1)', true],
    ['\t=1', true],
    ['\r=1', true],
    ['\n=1', true],
    ['\uFF1D1+1', true],
    ["=cmd|' /C calc'!A0", true],
    ['Okafor', false],
    ['a=b', false],
    [' =1', false],
    ['007', false],
  ])('E8 %j is one: %s', (value, isOne) => {
    expect(looksLikeFormula(value)).toBe(isOne);
    expect(plainText(text(value))).toBe(isOne ? `'${value}` : value);
    expect(sheetRow([text(value)])).toContain(`s="${isOne ? 2 : 1}" t="inlineStr"`);
  });

  it('E8 numbers stay numbers, also below zero', () => {
    expect(csvLine([{ kind: 'number', value: -360 }, text('-360'), { kind: 'empty' }])).toBe("-360,'-360,\r\n");
  });
});

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }).map(text),
  fc.constantFrom(...['=', '"', ',', '\r\n', '\n', "'", '\uFEFF', '', '=HYPERLINK("http://x","y")', 'دانيا']).map(text),
  fc.integer().map((value): Cell => ({ kind: 'number', value })),
);

it('E8 CSV comes back through another reader as it went in, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
      const written = byteOrderMark + csvHeading(['a', 'b', 'c']) + rows.map(csvLine).join('');
      const read: unknown = parse(written, { bom: true, record_delimiter: '\r\n' });
      expect(read).toEqual([['a', 'b', 'c'], ...rows.map((row) => row.map(plainText))]);
    }),
  );
});

it('E8 a sheet says what XML cannot, and knows its days', () => {
  expect(escapeText('a<b>&"c"\u0001\uD800 _x0041_\r')).toBe('a&lt;b&gt;&amp;"c"_x0001_\uFFFD _x005F_x0041__x000D_');
  expect(serialOf(Date.parse('2026-11-23T00:00:00Z'))).toBe(46349);
  expect(serialOf(Date.parse('2026-11-23T12:00:00Z'))).toBe(46349.5);
});
