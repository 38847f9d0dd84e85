import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'zentime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ending = { thrown: "setTimeout(() => { throw new Error('the cause inside'); }, 1);", rejected: "Promise.reject(new Error('the cause inside'));" };

describe('a defect', () => {
  it.each(['thrown', 'rejected'] as const)('J3 that is %s ends the program with one sentence, and its cause in a file', (kind) => {
    const dataFolder = join(folder, kind);
    const code = `import { endOnDefect } from ${JSON.stringify(new URL('defects.ts', import.meta.url).href)}; endOnDefect(${JSON.stringify(dataFolder)}, (exitCode) => process.exit(exitCode)); setInterval(() => {}, 1000); ${ending[kind]}`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([`The kiosk met a defect and ends; ${join(dataFolder, 'logs', 'defects.log')} has the cause.`]);
    expect(readFileSync(join(dataFolder, 'logs', 'defects.log'), 'utf8')).toContain('the cause inside');
  });
});
