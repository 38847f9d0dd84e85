/**
 * One step of `npm test` and `npm run check`: a gate or a project of the test runner, run to its end, and counted. What a
 * step says goes through as it comes; the count is taken from the runner's own report, never from its text.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Gate } from './gates.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
/** Tests start a thousand programs: what was compiled once is kept. */
const environment = { NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/compiled'), ...process.env };

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** Names of what did not run, with the reason. */
  readonly skipped: readonly string[];
  /** What failed, a line each, with the first line of its message: a log of an hour is read from its end. */
  readonly failures: readonly string[];
}

/** A count of one failure that no test of the project stands for. */
const oneFailure = (line: string): Count => ({ passed: 0, failed: 1, skipped: [], failures: [line] });

/** A gate's count, and what it said: gates run side by side, and beside tests, so that it is shown when it is complete. Tests have time-outs, a gate has none: it steps back. */
export async function runGate(gate: Gate): Promise<{ count: Count; output: string }> {
  const child = spawn(process.execPath, gate.command, { cwd: repository, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { count: exitCode === 0 ? { passed: 1, failed: 0, skipped: [], failures: [] } : oneFailure(gate.name), output };
}

/** What is read of the runner's JSON report. */
const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string().default('a file'),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string().default(''), failureMessages: z.array(z.string()).nullable().default([]) })),
    }),
  ),
});

export async function runProject(project: string): Promise<Count> {
  const file = join(repository, 'results', `${project}.json`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const exitCode = await run(['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  return countReport(readReport(file), exitCode, project);
}

/** @param content the report as the runner wrote it; undefined when there is none, which is a failure, never nothing */
export function countReport(content: unknown, exitCode: number | null, project: string): Count {
  const read = report.safeParse(content);
  if (!read.success) return oneFailure(`${project}: the runner left no report`);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = read.data;
  // A file that does not load has no tests that could fail: it counts as one.
  const brokenFiles = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  const failed = numFailedTests + brokenFiles;
  const notRun = numPendingTests + numTodoTests;
  const skipped = notRun > 0 ? [`${notRun} tests of ${project} (marked as not to be run)`] : [];
  if (numPassedTests + failed === 0) return { passed: 0, failed: 0, skipped: [...skipped, `${project} (it has no tests)`], failures: [] };
  // The runner may fail for what is no test of its own: an error between tests, a leak.
  if (failed === 0 && exitCode !== 0) return { passed: numPassedTests, failed: 1, skipped, failures: [`${project}: no test failed, yet the runner ended with code ${exitCode}`] };
  return { passed: numPassedTests, failed, skipped, failures: testResults.flatMap(failuresOf) };
}

type FileResult = z.infer<typeof report>['testResults'][number];

function failuresOf({ name, status, message, assertionResults }: FileResult): string[] {
  const file = relative(repository, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map((test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function run(command: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, command, { cwd: repository, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

export function addCounts(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
    skipped: counts.flatMap((count) => count.skipped),
    failures: counts.flatMap((count) => count.failures),
  };
}

/**
 * The last lines of a run (L6): what was skipped and why, then the count, which is always the very last. In CI what was skipped
 * counts as failed: nobody would read about it.
 */
export function summarise(count: Count, place: 'ci' | 'desk'): { lines: string[]; failed: number } {
  const failed = count.failed + (place === 'ci' ? count.skipped.length : 0);
  const skipped = count.skipped.length === 0 ? 'Nothing was skipped.' : `Skipped: ${count.skipped.join('; ')}.`;
  return { lines: [skipped, `${count.passed} passed, ${failed} failed`], failed };
}
