import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport, type ExportRow } from './read-export.ts';

const header = 'line,user,local_time,code,verify';

function read(text: string): ExportRow[] {
  return [...readExport(text)];
}

function reasons(text: string): string[] {
  return read(text).map((row) => (row.kind === 'unreadable' ? row.reason : 'tap'));
}

describe('reading a clock’s export', () => {
  it('J3 reads every row of a real device', () => {
    const rows = read(readFileSync(new URL('../../test/data/clock-export.csv', import.meta.url), 'utf8'));
    expect(rows).toHaveLength(4506);
    expect(rows.filter((row) => row.kind === 'unreadable')).toEqual([]);
    expect(rows[0]).toEqual({ kind: 'tap', lineNumber: 2, tap: { user: '1', instantMs: Date.UTC(2017, 10, 24, 19, 6, 15), note: 'code 0, verify 1' } });
  });

  it.each([
    ['another order of columns', 'verify,local_time,user\n1,2017-11-24T19:06:15,7'],
    ['a byte order mark and Windows line ends', '\uFEFFuser,local_time,verify\r\n7,2017-11-24T19:06:15,1\r\n'],
    ['old Macintosh line ends', 'user,local_time,verify\r7,2017-11-24T19:06:15,1\r'],
    ['quoted fields', '"user","local_time","verify"\n"7","2017-11-24T19:06:15","1"'],
    ['blanks, capitals and empty lines', ' User , LOCAL_TIME ,verify\n\n  \n 7 , 2017-11-24 19:06:15 , 1 \n\n'],
    ['columns that it does not know', 'x,user,local_time,verify,y\n9,7,2017-11-24T19:06:15.000,1,9,9'],
  ])('J3 reads %s', (_what, text) => {
    const taps = read(text).map((row) => (row.kind === 'tap' ? row.tap : row));
    expect(taps).toEqual([{ user: '7', instantMs: Date.UTC(2017, 10, 24, 19, 6, 15), note: 'verify 1' }]);
  });

  it('J3 keeps a comma and a quote inside of a quoted user', () => {
    const [row] = read(`${header}\n1,"O""Neil, P",2017-11-24T19:06:15,0,1`);
    expect(row).toMatchObject({ tap: { user: 'O"Neil, P' } });
  });

  it.each(['2017-02-30T10:00:00', '2017-13-01T10:00:00', '2017-01-01T25:61:00', '2017-01-01T24:00:00', '2017-01-01T10:00:60', '0000-01-01T00:00:00', '0000-00-00T00:00:00', '1969-12-31T23:59:59'])(
    'J3 calls %s a time that does not exist',
    (time) => {
      expect(reasons(`${header}\n1,7,${time},0,1`)).toEqual(['a time that does not exist, or one before 1970']);
    },
  );

  it.each([
    ['1,7', 'no time'],
    ['1', 'no user'],
    ['1,,2017-11-24T19:06:15,0,1', 'no user'],
    ['1,7,,0,1', 'no time'],
    ['1,7,yesterday,0,1', 'a time not written as YYYY-MM-DDTHH:MM:SS'],
    ['1,7,2017-11-24T19:06:15+02:00,0,1', 'a time not written as YYYY-MM-DDTHH:MM:SS'],
    ['1,7,2017-11-24T19:\0:15,0,1', 'a time not written as YYYY-MM-DDTHH:MM:SS'],
    ['1,"7,2017-11-24T19:06:15,0,1', 'a quote that is not closed'],
    [`1,${'7'.repeat(10_000)},2017-11-24T19:06:15,0,1`, 'a user of 10000 characters'],
  ])('J3 says why it cannot read %j', (line, reason) => {
    expect(reasons(`${header}\n${line}`)).toEqual([reason]);
  });

  it('J3 says which column the header lacks', () => {
    expect(reasons('line,local_time\n1,2017-11-24T19:06:15')).toEqual(['the header names no column "user"']);
    expect(reasons('\n7,2017-11-24T19:06:15')).toEqual(['the header names no column "user"']);
  });

  it('J3 finds no rows in an empty file and below a header alone', () => {
    expect(read('')).toEqual([]);
    expect(read(header)).toEqual([]);
    expect(read(`${header}\n`)).toEqual([]);
  });

  it('C4 keeps a note within its length, without control characters', () => {
    const [row] = read(`${header}\n1,7,2017-11-24T19:06:15,a\0b,${'v'.repeat(10_000)}`);
    expect(row?.kind === 'tap' ? row.tap.note : null).toMatch(/^code a b, verify v{180,190}$/);
  });

  it('J3 gives as many entries as there are lines with something in them, whatever the text', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(',', '"', '\n', '\r\n', '\r', '7', '2017-11-24T19:06:15', '9999-12-31T23:59:59', '2017-02-30T25:61', '\0', '\uFEFF'), fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const body = parts.join('');
        const lines = body.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length;
        expect(read(`${header}\n${body}`)).toHaveLength(lines);
      }),
      { numRuns: 500 },
    );
  });
});
