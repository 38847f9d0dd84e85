/** `node scripts/bench/run-export.ts DATA_FOLDER TARGET`: one export of every format by a process of its own; one JSON line says what it cost. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../../shared/lib/clock.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import { PunchStore } from '../../main/database/punch-store.ts';
import { diskExportFiles } from '../../main/export/export-files.ts';
import { writeExport } from '../../main/export/write-export.ts';
import { systemTimers } from '../../main/timers.ts';
import { withStorage } from './fill-kiosk.ts';

const [dataFolder = '', target = ''] = process.argv.slice(2);

await withStorage(dataFolder, async ({ connection, journal, settings }) => {
  const rssBytes = process.memoryUsage.rss();
  let mostRssBytes = rssBytes;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const now = { bestKnownMs: systemClock.wallMs(), deviceMs: systemClock.wallMs(), monotonicMs: systemClock.monotonicMs(), confidence: 'trusted' as const, bootId: 'bench' };
  const device = { deviceId: settings.read('deviceId') ?? '', deviceName: 'bench', platform: 'bench', appVersion: '0.1.0', zoneDataEdition: zoneDataEdition() };
  const outcome = await writeExport(
    {
      ...{ connection, journal, settings, device },
      punchStore: new PunchStore(connection, journal, settings, plainly),
      time: { now: () => now, learn: () => undefined },
      pacing: { timers: systemTimers, clock: systemClock },
      newId: () => crypto.randomUUID(),
      log: (event, fields) => void process.stderr.write(`${event} ${JSON.stringify(fields ?? {})}\n`),
    },
    { exportId: crypto.randomUUID(), into: target, formats: ['csv', 'xlsx', 'json'], madeBy: { userId: 'bench', username: 'bench' }, leaveFreeBytes: 0 },
    { files: diskExportFiles, signal: new AbortController().signal, onProgress: () => (mostRssBytes = Math.max(mostRssBytes, process.memoryUsage.rss())) },
  );
  if (outcome.kind !== 'done') throw new Error(`the export ended ${JSON.stringify(outcome)}`);
  const { files } = outcome.manifest;
  const rows = Math.max(...files.map((file) => file.rows));
  const [p99Ms, longestMs] = [delay.percentile(99) / 1e6, delay.max / 1e6];
  process.stdout.write(`${JSON.stringify({ rows, seconds: (performance.now() - startedMs) / 1000, rssBytes, mostRssBytes, p99Ms, longestMs, bytes: Object.fromEntries(files.map((file) => [file.name, file.bytes])) })}\n`);
});
