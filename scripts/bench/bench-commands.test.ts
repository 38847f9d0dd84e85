import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const scripts = fileURLToPath(new URL('..', import.meta.url));

function run(script: string, ...args: string[]): { status: number | null; said: string } {
  const ended = spawnSync(process.execPath, [join(scripts, script), ...args], { encoding: 'utf8' });
  return { status: ended.status, said: ended.stderr.trim() };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zentime-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('commands that measure', () => {
  it('J3 says in one sentence that the anchors bench is not there, and what to do', () => {
    const { status, said } = run('bench-anchors.ts', `--anchors=${emptyFolder()}`);
    expect(status).toBe(2);
    expect(said).toMatch(/^The anchors bench is not in .+\. Name its folder with --anchors=DIR or in ZENTIME_ANCHORS\.$/);
  });

  it('J3 says that the anchors bench is there and not installed', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'run-all.mjs'), '');
    expect(run('bench-anchors.ts', `--anchors=${folder}`).said).toMatch(/^The anchors bench in .+ is not installed\. Run npm install there, or name an installed copy with --anchors=DIR\.$/);
  });

  it('J3 refuses a part that the benchmarks do not have', { timeout: 30_000 }, () => {
    expect(run('bench.ts', '--only=tap,tea')).toEqual({ status: 2, said: '--only knows recovery, pin, tap, start, felt, ingest, changes, fleet, and not "tea".' });
  });
});
