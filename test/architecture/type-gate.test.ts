/**
 * A type gate that reports nothing looks the same as one that checks nothing. So both checkers are run over code that
 * is wrong on purpose, and must find it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(script: string, args: readonly string[]): { exitCode: number | null; output: string } {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  return { exitCode: result.status, output: result.stdout + result.stderr };
}

describe('the type gates', () => {
  it('L6 tsc finds the type error in a .ts file', () => {
    const result = run('node_modules/typescript/bin/tsc', ['-p', 'test/canary/tsconfig.json']);
    expect(result.output).toContain('wrong-type.ts');
    expect(result.exitCode).not.toBe(0);
  });

  it('L6 svelte-check finds the type errors in a .svelte and in a .ts file', () => {
    const result = run('node_modules/svelte-check/bin/svelte-check', ['--tsconfig', 'test/canary/tsconfig.json', '--output', 'machine']);
    expect(result.output).toContain('WrongType.svelte');
    expect(result.output).toContain('wrong-type.ts');
    expect(result.exitCode).not.toBe(0);
  }, 60_000);
});
