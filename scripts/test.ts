/**
 * `npm test`: everything. Installs what the tests need where that can be done without asking anybody; what cannot run for want
 * of it is named as skipped, never counted as passed (L6).
 */
import { findChromium } from './find-chromium.ts';
import { installSystemPackages } from './system-packages.ts';
import { runSteps } from './run-steps.ts';
import type { Step } from './run-steps.ts';
import { findPostgres } from '../test/support/postgres-server.ts';
import { addCounts, runProject } from './test-steps.ts';

installSystemPackages();

const endToEnd: Step = {
  name: 'end to end in Chromium',
  run: () => {
    if (findChromium() !== null) return runProject('e2e');
    return Promise.resolve({ passed: 0, failed: 0, skipped: ['end to end (Chromium was not found: install it, or name it in CHROMIUM_PATH)'], failures: [] });
  },
};

const onPostgres: Step = {
  name: 'the server on PostgreSQL',
  run: async () => {
    if (findPostgres() === null) return { passed: 0, failed: 0, skipped: ['the server on PostgreSQL (it is not installed: install it, or name the folder of its programs in PGBIN)'], failures: [] };
    return addCounts([await runProject('server-postgres'), await runProject('processes-postgres')]);
  },
};

await runSteps([
  { name: 'unit tests', run: () => runProject('unit') },
  { name: 'unit tests of the pages', run: () => runProject('renderer') },
  onPostgres,
  { name: 'real processes', run: () => runProject('processes') },
  { name: 'processes that die', run: () => runProject('crash') },
  endToEnd,
]);
