/** `node scripts/bench-export.ts [--rows=1000000]`: what an export of so many punches costs (E8): time, memory, and how long a tap may wait for it. It reports and never asserts. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { demo } from '../server/demo.ts';
import { defaultTimeclock } from '../server/default-timeclock.ts';
import { generatedPerson } from '../server/seed-people.ts';
import { keyFile } from '../main/hosts/key-file.ts';
import { testCredentials } from '../test/support/kiosk-people.ts';
import { fillKiosk, withStorage } from './bench/fill-kiosk.ts';
import { shiftFacts } from './bench/made-punches.ts';

const people = 2000;
const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const folder = mkdtempSync(join(process.env['ZENTIME_BENCH_DIR'] ?? tmpdir(), 'zentime-export-'));
try {
  const [dataFolder, target] = [join(folder, 'kiosk'), join(folder, 'stick')];
  for (const path of [dataFolder, target]) mkdirSync(path);
  await keyFile(dataFolder).create();
  await withStorage(dataFolder, ({ settings }) => {
    settings.write('deviceId', 'bench-kiosk');
    settings.write('timeclock', defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone: demo.timeZone, punchTemplate: { kind: 'fourEntries' } }));
    settings.write('organisation', { tenantId: demo.tenantId, name: 'Northwind Foods', alias: demo.alias, timeZone: demo.timeZone, locale: 'en-US', firstDayOfWeek: 7 });
    settings.write('enrolment', { serverUrl: 'http://127.0.0.1:4780', credentials: testCredentials });
  });
  const employeeIds = Array.from({ length: people }, (_none, index) => generatedPerson(index + 1).employeeId);
  process.stderr.write(`Storing ${values.rows} punches.\n`);
  await fillKiosk(dataFolder, shiftFacts({ count: Number(values.rows), employeeIds, timeZone: demo.timeZone, lastDate: '2026-11-20' }), 'pending');
  process.stderr.write('Exporting them.\n');
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL('bench/run-export.ts', import.meta.url)), dataFolder, target], { encoding: 'utf8' });
  process.stdout.write(stdout);
  if (status !== 0) process.stderr.write(stderr);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
