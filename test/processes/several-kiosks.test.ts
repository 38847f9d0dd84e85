/**
 * The real export on three kiosks that share its people, their clocks off by minutes to days, their cables in only now and then. What
 * each row must have become is computed here from the file alone; only which kiosk a row went to is taken from the replay.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { replayOnSeveral, type RowReport, type SeveralOutcome } from '../../scripts/replay/several-kiosks.ts';
import type { StoredPunch } from '../support/server-books.ts';

const file = fileURLToPath(new URL('../data/clock-export.csv', import.meta.url));
const seed = Number(process.env['ZENTIME_SEED'] ?? 1);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface CsvRow {
  readonly user: string;
  readonly instantMs: number;
  /** Which of the rows it is, from 0. */
  readonly place: number;
}

/** By line number. */
function readCsv(): Map<number, CsvRow> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  return new Map(
    lines.map((line, place) => {
      const [, user = '', localTime = ''] = line.split(',');
      return [place + 2, { user, instantMs: Date.parse(`${localTime}Z`), place }];
    }),
  );
}

/** H4: how far the time that a kiosk knows is off at a row. The first knew the server's time from the start, the second from three tenths of the rows on, the third never. */
function clockAt(kiosk: number, place: number, rows: number): { offMs: number; isKnown: boolean } {
  const isKnown = kiosk === 0 || (kiosk === 1 && place >= Math.floor(rows * 0.3));
  return { isKnown, offMs: isKnown ? 0 : kiosk === 1 ? -2 * dayMs : 11 * minuteMs };
}

function dateOf(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 10);
}

function instantOf(punch: StoredPunch): number {
  return Date.parse(punch.bestKnownInstant);
}

/** K2: same person and type, less than a minute after the last one that counts. */
function duplicatesAmong(punches: readonly StoredPunch[]): Set<string> {
  const duplicates = new Set<string>();
  for (const ofPerson of Map.groupBy(punches, (punch) => punch.employeeId).values()) {
    let valid: StoredPunch | null = null;
    for (const punch of ofPerson.toSorted((a, b) => instantOf(a) - instantOf(b))) {
      if (valid?.type === punch.type && instantOf(punch) - instantOf(valid) < minuteMs) duplicates.add(punch.punchId);
      else valid = punch;
    }
  }
  return duplicates;
}

/** C10: a clock-in on its own date, a clock-out on that of a clock-in of the last 16 hours. */
function isOnItsDate(punch: StoredPunch, all: readonly StoredPunch[]): boolean {
  if (punch.type === 'clockIn') return punch.workDate === dateOf(instantOf(punch));
  return all.some((other) => other.type === 'clockIn' && other.employeeId === punch.employeeId && other.workDate === punch.workDate && instantOf(punch) >= instantOf(other) && instantOf(punch) - instantOf(other) < 16 * hourMs);
}

/** What is wrong with a row, in words; none where it became what it should. */
function judgeRow(report: RowReport, csv: ReadonlyMap<number, CsvRow>, byNote: ReadonlyMap<string, StoredPunch[]>): string[] {
  const { lineNumber, kiosk, fed } = report;
  const row = csv.get(lineNumber);
  const stored = byNote.get(`row ${lineNumber}`) ?? [];
  const wrong = (what: string): string[] => [`row ${lineNumber}: ${what}`];
  if (row === undefined) return wrong('is not in the file');
  if (fed.kind !== 'taken') return stored.length === 0 ? [] : wrong(`was ${fed.kind} and is stored`);
  const [punch, ...more] = stored;
  if (punch === undefined || more.length > 0) return wrong(`is stored ${stored.length} times`);
  const { offMs, isKnown } = clockAt(kiosk, row.place, csv.size);
  return [
    ...(punch.punchId === fed.punchId && punch.employeeId === report.employeeId ? [] : wrong('is another punch')),
    ...(instantOf(punch) === row.instantMs + offMs ? [] : wrong(`is at ${punch.bestKnownInstant}`)),
    ...(punch.verdict === 'duplicate' || punch.exceptions.includes('clockUncertain') !== isKnown ? [] : wrong(`is ${isKnown ? 'called uncertain' : 'not called uncertain'}`)),
  ];
}

/** A row that made no punch came within a minute of another one of the same person. */
function strayRefusals(outcome: SeveralOutcome, csv: ReadonlyMap<number, CsvRow>): string[] {
  const rows = [...csv.values()];
  return outcome.rows
    .filter(({ fed }) => fed.kind !== 'taken')
    .filter(({ lineNumber }) => {
      const row = csv.get(lineNumber);
      return row === undefined || !rows.some((other) => other.user === row.user && other.place < row.place && row.instantMs - other.instantMs < minuteMs);
    })
    .map(({ lineNumber, fed }) => `row ${lineNumber}: ${fed.kind}`);
}

describe('the real export over three kiosks with wrong clocks', () => {
  it('H1 H2 H4 H8 C10 K2 is reconciled to the row', { timeout: 900_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zentime-several-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    const csv = readCsv();
    const outcome = await replayOnSeveral({ text: readFileSync(file, 'utf8'), folder, kiosks: 3, seed, onStage: () => undefined });
    const { tally, rows, onServer, pending } = outcome;
    const byNote = Map.groupBy(onServer, (punch) => punch.note ?? '');
    process.stdout.write(`several kiosks: seed ${seed}, ${JSON.stringify(tally)}, ${duplicatesAmong(onServer).size} duplicates at the server, pending ${JSON.stringify(Object.fromEntries(pending))}\n`);

    expect(tally).toMatchObject({ rows: csv.size, lost: 0, doubled: 0, unreadable: 0 });
    expect(tally.taken + tally.doubleTaps + tally.refused).toBe(csv.size);
    expect(rows.map(({ lineNumber }) => lineNumber)).toEqual([...csv.keys()]);
    expect(rows.flatMap((report) => judgeRow(report, csv, byNote))).toEqual([]);
    expect(strayRefusals(outcome, csv)).toEqual([]);
    expect(
      onServer
        .filter((punch) => punch.verdict === 'duplicate')
        .map((punch) => punch.punchId)
        .toSorted(),
    ).toEqual([...duplicatesAmong(onServer.filter((punch) => punch.verdict !== 'refused'))].toSorted());
    expect(onServer.filter((punch) => !isOnItsDate(punch, onServer)).map((punch) => `${punch.note} ${punch.type} ${punch.bestKnownInstant} on ${punch.workDate}`)).toEqual([]);
    expect(outcome.brokenLinks).toEqual([]);
    for (const kiosk of [0, 1, 2]) expect(rows.filter((row) => row.kiosk === kiosk && row.fed.kind === 'taken').length).toBeGreaterThan(1000);
    const perKiosk = Map.groupBy(rows, (row) => row.kiosk);
    const users = (kiosk: number): Set<string> => new Set((perKiosk.get(kiosk) ?? []).map((row) => row.employeeId));
    expect([...users(0)].filter((user) => users(1).has(user) && users(2).has(user)).length).toBeGreaterThan(15);
  });
});
