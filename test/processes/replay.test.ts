/**
 * The replay tool as people start it: a real device's export, and files as no device should write them. Whatever the file
 * holds, the last line is the tally, every row is accounted for, nothing is lost and nothing stands twice.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const realExport = join(repository, 'test', 'data', 'clock-export.csv');
const seed = Number(process.env['ZENTIME_SEED'] ?? Date.now() % 1_000_000);
const count = z.int().min(0);
const tallyLine = z.strictObject({ rows: count, taken: count, doubleTaps: count, refused: count, onServer: count, lost: count, doubled: count, unreadable: count });

interface Replayed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function replay(args: readonly string[]): Promise<Replayed> {
  const child = spawn(process.execPath, ['scripts/replay.ts', ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function tallyOf({ stdout, stderr }: Replayed): z.infer<typeof tallyLine> {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const tally = tallyLine.safeParse(JSON.parse(last === '' ? 'null' : last));
  if (!tally.success) throw new Error(`no tally in the last line: ${stdout}\n${stderr}`);
  return tally.data;
}

// At once: each has a kiosk and a server of its own, and waits for their disks.
describe.concurrent('npm run replay', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'zentime-replay-test-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Replays a text; the books must balance, with as many rows as there are lines with something in them below the header. */
  async function replayText(name: string, text: string): Promise<z.infer<typeof tallyLine>> {
    const file = join(folder, name);
    writeFileSync(file, text);
    const replayed = await replay([file, '--json-only']);
    const tally = tallyOf(replayed);
    const lines = text
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/)
      .slice(1);
    expect(tally, replayed.stderr).toMatchObject({ lost: 0, doubled: 0, rows: lines.filter((line) => line.trim() !== '').length });
    expect(tally.rows).toBe(tally.taken + tally.doubleTaps + tally.refused + tally.unreadable);
    expect(replayed.code, replayed.stderr).toBe(0);
    expect(replayed.stderr).not.toMatch(/^\s+at /m);
    return tally;
  }

  it('H1 H2 brings a real device’s 4,506 rows to the server, each once', { timeout: 180_000 }, async () => {
    const replayed = await replay([realExport]);
    const tally = tallyOf(replayed);
    expect(tally).toEqual({ rows: 4506, taken: 4392, doubleTaps: 113, refused: 1, onServer: 4392, lost: 0, doubled: 0, unreadable: 0 });
    expect(replayed.code).toBe(0);
    expect(replayed.stdout.split('\n').length).toBeGreaterThan(5);
  });

  it('J3 replays times out of order, repeated blocks, impossible times and strange users', { timeout: 120_000 }, async () => {
    const tally = await replayText('strange.csv', strangeExport(seededRandom(42)));
    expect(tally.unreadable).toBe(strangeRows.unreadable.length);
    expect(tally.taken).toBeGreaterThan(100);
    expect(tally.onServer).toBe(tally.taken);
  });

  it('J3 replays files that random hands went over', { timeout: 240_000 }, async () => {
    process.stdout.write(`replay: seed ${seed}\n`);
    const random = seededRandom(seed);
    for (let run = 0; run < 3; run++) await replayText(`corrupted-${run}.csv`, corrupt(readFileSync(realExport, 'utf8').split('\n').slice(0, 150).join('\n'), random));
  });

  it.each([
    ['an empty file', ''],
    ['a header alone', 'line,user,local_time,code,verify\n'],
    ['a header that names no user', 'line,local_time\n1,2017-11-24T19:06:15\n2,2017-11-24T19:06:16'],
  ])('J3 has an answer to %s', { timeout: 60_000 }, async (what, text) => {
    const tally = await replayText(`${what}.csv`, text);
    expect(tally.taken).toBe(0);
  });

  it('J3 says in a sentence that there is no such file, or no file at all', async () => {
    const missing = await replay([join(folder, 'nowhere.csv')]);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(/cannot be read \(ENOENT\)/);
    const nothing = await replay([]);
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toMatch(/Usage: npm run replay/);
    for (const { stderr } of [missing, nothing]) expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

const strangeRows = {
  unreadable: [
    '1,1,2017-02-30T10:00:00,0,1',
    '1,1,2017-01-01T25:61:00,0,1',
    '1,1,0000-00-00T00:00:00,0,1',
    '1,1,0000-01-01T00:00:00,0,1',
    '1,1,,0,1',
    '1,,2017-01-01T10:00:00,0,1',
    '1,"1,2017-01-01T10:00:00,0,1',
    `1,${'x'.repeat(10_000)}`,
    '1',
  ],
  readable: [
    '1,1,9999-12-31T23:59:59,0,1',
    '1,1,9999-12-31T23:00:00,0,1',
    '1,1,1970-01-01T00:00:00,0,1',
    '1,"x, ""y""",2017-01-01T10:00:00,0,1',
    '1,\0odd\0,2017-01-01 10:00,0,1',
    '1,__proto__,2018-01-01T00:00:00,0,1',
    `1,1,2017-11-24T19:06:15,${'c'.repeat(10_000)},1`,
    '1,💥é,2030-01-01T10:00:00,0,1',
    '1,late,1999-12-31T10:00:00,0,1',
  ],
};

/** The first days of the real export, shuffled, some of it twice, strange rows between, Windows line ends, no last one. */
function strangeExport(random: SeededRandom): string {
  const [header = '', ...rows] = readFileSync(realExport, 'utf8').split('\n').slice(0, 150);
  const all = [...rows, ...rows.slice(0, 30), ...strangeRows.unreadable, ...strangeRows.readable];
  const shuffled = all.map((row) => ({ row, at: random.next() })).sort((a, b) => a.at - b.at);
  return `\uFEFF${[header, ...shuffled.map(({ row }) => row)].join('\r\n')}`;
}

/** A few dozen bytes and pieces changed, doubled, moved or cut, anywhere below the header. */
function corrupt(text: string, random: SeededRandom): string {
  const headerEnd = text.indexOf('\n') + 1;
  let body = text.slice(headerEnd);
  const scraps = ['\0', '"', ',', '\n', '\r', '\r\n\r\n', '\uFEFF', '9', '-', 'T', '💥', ',,,', 'NaN', '"".', ' ', '1e999', '\u2028'];
  for (let change = 0; change < 60; change++) {
    const from = random.below(body.length);
    const length = random.below(40);
    const piece = body.slice(from, from + length);
    const put = random.pick([random.pick(scraps), piece + piece, '', random.pick(scraps).repeat(1 + random.below(300))]);
    body = body.slice(0, from) + put + body.slice(from + random.pick([0, 1, length]));
  }
  return text.slice(0, headerEnd) + body;
}
