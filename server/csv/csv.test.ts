import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentColumns, personColumns } from './people-columns.ts';
import { readPeople } from './people-rows.ts';
import { readRows } from './read-rows.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

/** Cells of all rows, or the problem's code and place. */
async function cellsOf(content: string | Buffer): Promise<unknown> {
  const read = await readRows(typeof content === 'string' ? bytes(content) : content);
  return read.kind === 'rows' ? read.rows.map((row) => row.cells) : [read.code, read.errors?.[0]?.path];
}

async function faultsOf(text: string): Promise<unknown> {
  const rows = await readRows(bytes(text));
  if (rows.kind === 'problem') return rows.code;
  const read = await readPeople(rows.rows);
  return read.kind === 'problem' ? read.errors : read.faults.map((fault) => [fault.line, fault.column]);
}

describe('files', () => {
  it('I3 reads commas or semicolons, any line ends, quotes and a byte order mark', async () => {
    const wanted = [
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
      ['2', '=1+1'],
    ];
    expect(await cellsOf('\uFEFFa,b\r\n1,"x, ""y""\nz"\r\n\r\n2,=1+1\r\n')).toEqual(wanted);
    expect(await cellsOf('a;b\n1;"x, ""y""\nz"\r2; =1+1 ')).toEqual(wanted);
    expect(await cellsOf('')).toEqual([]);
  });

  it.each<[string, string | Buffer, [string, string]]>([
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x0a]), ['unreadableBody', '']],
    ['UTF-16', Buffer.from('\uFEFFa,b\n', 'utf16le'), ['unreadableBody', '']],
    ['a NUL', 'a,b\n1,\0\n', ['invalidMessage', 'line 2']],
    ['an open quote', 'a,b\n1,"x\n2,y\n', ['invalidMessage', 'line 3']],
    ['a quote inside of a cell', 'a,b\n1,x"y\n', ['invalidMessage', 'line 2']],
    ['text behind a quoted cell', 'a,b\n"1"x,y\n', ['invalidMessage', 'line 2']],
    ['a million columns', ','.repeat(1_000_000), ['invalidMessage', 'line 1']],
    ['a million quotes', '"'.repeat(1_000_001), ['invalidMessage', 'line 1']],
    ['a cell of ten thousand characters', `a,b\n1,${'x'.repeat(10_000)}\n`, ['invalidMessage', 'line 2']],
    ['a million rows', 'a,b\n'.repeat(1_000_000), ['invalidMessage', 'line 60001']],
  ])('J3 refuses %s whole, by its place', async (_what, content, wanted) => {
    expect(await cellsOf(content)).toEqual(wanted);
  });

  it('J3 reads back what was written, and never fails on anything else', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\0', '').trim());
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\r'), async (rows, lineEnd) => {
        const text = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join(lineEnd);
        expect(await cellsOf(text)).toEqual([['a', 'b'], ...rows]);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (any) => {
        expect((await readRows(Buffer.from(any))).kind).toMatch(/^(rows|problem)$/);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', ' ', '\uFEFF'), maxLength: 60 }), async (any) => {
        expect(await cellsOf(any)).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('people', () => {
  const header = 'employee_id,first_name,last_name,pin,last_four,last_work_date,assignment_id,job,timeclock_id,start_date,end_date,shift_start,shift_end';

  it.each([
    ['no name', '1,,B,,,,,,,,,,', 'first_name'],
    ['an id with spaces', 'a b,A,B,,,,,,,,,,', 'employee_id'],
    ['a long name', `1,${'x'.repeat(201)},B,,,,,,,,,,`, 'first_name'],
    ['a PIN that lost its zero', '1,A,B,693,,,,,,,,,', 'pin'],
    ['a PIN that is guessed first', '1,A,B,123456,,,,,,,,,', 'pin'],
    ['three of the last four', '1,A,B,,123,,,,,,,,', 'last_four'],
    ['a date of another country', '1,A,B,,,23/11/2026,,,,,,,', 'last_work_date'],
    ['a date that there is not', '1,A,B,,,2026-02-30,,,,,,,', 'last_work_date'],
    ['an assignment without an id', '1,A,B,,,,,Loader,1042,2026-01-01,,,', 'assignment_id'],
    ['an assignment without a job', '1,A,B,,,,A1,,1042,2026-01-01,,,', 'job'],
    ['a timeclock that is no number', '1,A,B,,,,A1,Loader,1e3,2026-01-01,,,', 'timeclock_id'],
    ['an end before the start', '1,A,B,,,,A1,Loader,1042,2026-01-02,2026-01-01,,', 'end_date'],
    ['half a shift', '1,A,B,,,,A1,Loader,1042,2026-01-02,,07:00,', 'shift_end'],
    ['a time that there is not', '1,A,B,,,,A1,Loader,1042,2026-01-02,,24:00,25:00', 'shift_start'],
  ])('J3 names line and column of %s', async (_what, row, column) => {
    expect(await faultsOf(`${header}\n2,Good,Row,,,,,,,,,,\n${row}\n`)).toContainEqual([3, column]);
  });

  it('J3 names rows of another width, and rows that say otherwise of one person', async () => {
    expect(await faultsOf('employee_id,first_name,last_name\n1,A\n2,A,B,C\n3,A,B\n3,A,\n3,Z,B\n')).toEqual([
      [2, ''],
      [3, ''],
      [5, 'last_name'],
      [6, 'first_name'],
    ]);
  });

  it.each([
    ['employee_id,first_name', 'missing'],
    ['employee_id,first_name,last_name,ssn', 'column 4'],
    ['employee_id,first_name,last_name,PIN,pin', 'twice'],
    ['employee_id,first_name,last_name,job', 'missing'],
    [';', 'column 1'],
  ])('J3 refuses the header "%s"', async (text, word) => {
    expect(await faultsOf(`${text}\n1,A,B\n`)).toMatchObject([{ path: 'line 1', message: expect.stringMatching(new RegExp(word)) as unknown }]);
  });

  it('A5 takes several rows of one person as several assignments', async () => {
    const rows = await readRows(bytes('employee_id,first_name,last_name,assignment_id,job,timeclock_id,start_date\n1,A,B,A1,Loader,1042,2026-01-01\n2,C,D,,,,\n1,A,B,A2,Packer,1043,2026-02-01\n'));
    const read = rows.kind === 'rows' ? await readPeople(rows.rows) : rows;
    expect(read).toMatchObject({
      kind: 'people',
      faults: [],
      people: [
        {
          employeeId: '1',
          line: 2,
          jobTitle: undefined,
          assignments: [
            { assignmentId: 'A1', timeclockId: 1042, endDate: null },
            { assignmentId: 'A2', line: 4 },
          ],
        },
        { employeeId: '2', assignments: [] },
      ],
    });
  });
});

it('I3 documents every column, and no other', () => {
  const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'api.md'), 'utf8');
  const cells = [...page.matchAll(/^\| (`[a-z_`, ]+`) \|/gm)].flatMap((match) => [...(match[1] ?? '').matchAll(/`(\w+)`/g)].map((name) => name[1]));
  expect(cells).toEqual([...personColumns, ...assignmentColumns]);
});
