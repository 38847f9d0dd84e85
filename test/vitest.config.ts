/**
 * One runner, seven projects: `unit` and `renderer` are quick and touch no other process; `server-postgres` runs the server's tests
 * of `unit` again on a real PostgreSQL; `processes` starts real programs, `crash` kills them, `processes-postgres` those that need a PostgreSQL of their
 * own (`*.postgres.test.ts`); `e2e` drives the page in Chromium. `npm run check` runs the first two, `npm test` all.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const never = ['**/node_modules/**', 'dist/**', 'test/canary/**'];

/**
 * Tests with programs of their own wait a third of their time; three files at a time fill two cores, more would make their time-outs a matter of
 * luck. The kill tests wait most of all, for a kiosk to notice that somebody died, and have no such time-outs: all of them run at once.
 */
const threeFilesAtATime = { maxWorkers: 3, testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * For the quick ones: every core (Vitest leaves one free, half of a machine with two), and modules stay loaded from file to file, which takes a
 * third off. So no test leaves anything behind in a module or in the environment. Gates run beside them, and whoever
 * shares the machine may take it for a while: what takes two seconds has a minute.
 */
const quick = { isolate: false, maxWorkers: availableParallelism(), testTimeout: 60_000 };

export default defineConfig({
  root,
  test: {
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['{shared,main,daemon,server,scripts}/**/*.test.ts', 'test/{architecture,rules,support,migrations}/**/*.test.ts', 'test/*.test.ts'],
          exclude: [...never, 'shared/ui/**', 'server/console/**'],
          ...quick,
        },
      },
      {
        root,
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', include: ['{renderer,shared/ui,server/console}/**/*.test.ts'], exclude: never, ...quick },
      },
      {
        root,
        test: {
          name: 'server-postgres',
          include: ['server/**/*.test.ts', 'test/migrations/server-*.test.ts'],
          exclude: [...never, 'server/console/**'],
          env: { ZENTIME_TEST_DATABASE: 'postgres' },
          globalSetup: ['test/support/postgres-setup.ts'],
          isolate: false,
          ...threeFilesAtATime,
          maxWorkers: 2,
        },
      },
      { root, test: { name: 'processes', include: ['test/{simulator,processes,hosts,packaging}/**/*.test.ts', 'test/crash/judge.test.ts'], exclude: [...never, '**/*.postgres.test.ts'], ...threeFilesAtATime } },
      { root, test: { name: 'crash', include: ['test/crash/**/*.test.ts'], exclude: [...never, 'test/crash/judge.test.ts'], globalSetup: ['test/crash/bundle.ts'], ...threeFilesAtATime, maxWorkers: 5 } },
      { root, test: { name: 'processes-postgres', include: ['test/processes/**/*.postgres.test.ts'], exclude: never, ...threeFilesAtATime } },
      // Two: a page that hangs for three seconds is opened anew (H6), and a browser that waits for its turn hangs.
      { root, test: { name: 'e2e', include: ['test/e2e/**/*.e2e.ts'], exclude: never, ...threeFilesAtATime, maxWorkers: 2 } },
    ],
  },
});
