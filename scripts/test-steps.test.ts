import { describe, expect, it } from 'vitest';
import { addCounts, countReport, summarise } from './test-steps.ts';

const test = (status: string): { status: string } => ({ status });
const reportOf = (passed: number, failed: number, pending: number, files: unknown[] = []): unknown => ({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0, testResults: files });

describe('the count of npm test', () => {
  it('L6 counts what the report says', () => {
    expect(countReport(reportOf(5, 2, 0), 1, 'unit')).toMatchObject({ passed: 5, failed: 2, skipped: [] });
  });

  it('L6 counts a file that does not load as a failure', () => {
    expect(countReport(reportOf(5, 0, 0, [{ status: 'failed', assertionResults: [] }]), 1, 'unit').failed).toBe(1);
    expect(countReport(reportOf(5, 1, 0, [{ status: 'failed', assertionResults: [test('failed')] }]), 1, 'unit').failed).toBe(1);
  });

  it('L6 counts a report that is missing or unreadable as a failure', () => {
    expect(countReport(undefined, 0, 'unit').failed).toBe(1);
    expect(countReport({ numPassedTests: 'many' }, 0, 'unit').failed).toBe(1);
  });

  it('L6 counts a runner that failed for another reason as a failure', () => {
    expect(countReport(reportOf(5, 0, 0), 1, 'unit')).toMatchObject({ passed: 5, failed: 1 });
  });

  it('L6 names each failure with the first line of its message', () => {
    const failing = { status: 'failed', fullName: 'D3 accepts it', failureMessages: ['expected 1 to be 2\n    at here'] };
    const { failures } = countReport(
      reportOf(5, 1, 0, [
        { name: 'a.test.ts', status: 'failed', assertionResults: [failing, test('passed')] },
        { name: 'b.test.ts', status: 'failed', message: 'Cannot find package\n more', assertionResults: [] },
        { name: 'c.test.ts', status: 'passed', assertionResults: [test('passed')] },
      ]),
      1,
      'unit',
    );
    expect(failures).toEqual([expect.stringContaining('a.test.ts: D3 accepts it: expected 1 to be 2'), expect.stringContaining('b.test.ts: Cannot find package')]);
    expect(countReport(reportOf(5, 0, 0), 1, 'unit').failures).toEqual(['unit: no test failed, yet the runner ended with code 1']);
  });

  it('L6 names skipped tests and an empty suite', () => {
    expect(countReport(reportOf(5, 0, 2), 0, 'unit').skipped).toEqual(['2 tests of unit (marked as not to be run)']);
    expect(countReport(reportOf(0, 0, 0), 1, 'e2e')).toEqual({ passed: 0, failed: 0, skipped: ['e2e (it has no tests)'], failures: [] });
  });

  it('L6 ends with the count, after the line that names what was skipped', () => {
    const count = addCounts([
      { passed: 3, failed: 0, skipped: [], failures: [] },
      { passed: 1, failed: 0, skipped: ['end to end (no Chromium)'], failures: [] },
    ]);
    expect(summarise(count, 'desk')).toEqual({ lines: ['Skipped: end to end (no Chromium).', '4 passed, 0 failed'], failed: 0 });
  });

  it('L6 counts what was skipped as failed in CI', () => {
    expect(summarise({ passed: 4, failed: 1, skipped: ['a', 'b'], failures: [] }, 'ci')).toEqual({ lines: ['Skipped: a; b.', '4 passed, 3 failed'], failed: 3 });
  });
});
