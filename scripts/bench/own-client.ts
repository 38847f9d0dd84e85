/**
 * The project's row in the anchors bench, kiosk side: the real main core with its real daemon. It sets itself up at the row's
 * server, stores the anchors' punches as pending through the kiosk's own modules, and stands then as a kiosk whose server is
 * away. At the word it recovers, and answers when nothing is pending any more.
 */
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import type { Punch } from '../../shared/contracts/entities.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import { demo } from '../../server/demo.ts';
import { demoPreset, setUpByCalls } from '../../test/support/set-up-by-calls.ts';
import { startMain, type RunningMain } from '../../main/main.ts';
import { makeAnchorPunch, type AnchorPunch } from './anchor-punch.ts';
import { fillKiosk } from './fill-kiosk.ts';
import { gatedHost, type GatedHost } from './gated-host.ts';
import type { PunchFacts } from './made-punches.ts';
import { ownRow, serveHarness } from './own-row.ts';

const given = z.object({ dir: z.string(), n: z.int(), port: z.int(), ...ownRow.shape }).parse(JSON.parse(process.argv[2] ?? '{}'));
const serverUrl = `${given.tls === null ? 'http' : 'https'}://127.0.0.1:${given.port}`;
/** The discard port: nobody listens there, so asking it is what pinging an absent server is. */
const awayUrl = serverUrl.replace(/\d+$/, '9');
const awayTimeoutMs = 1000;

const typeOf: Readonly<Record<AnchorPunch['type'], Punch['type']>> = { IN: 'clockIn', BREAK_OUT: 'breakOut', BREAK_IN: 'breakIn', OUT: 'clockOut' };

function start(host: GatedHost): Promise<RunningMain> {
  return startMain({ host, appVersion: '0.1.0', deviceName: 'kiosk-0001', platform: `${process.platform}-${process.arch}`, defaultServerUrl: serverUrl });
}

async function setUp(): Promise<void> {
  const host = gatedHost(given.dir, given.daemon, 'open');
  const main = await start(host);
  const answered = new Promise<void>((resolve) => host.onStatus((status) => (status.online === true && status.state === 'waiting' ? resolve() : undefined)));
  const outcome = await setUpByCalls(main.call, demoPreset(serverUrl), () => performance.now());
  if (outcome.kind === 'notSetUp') throw new Error(`the kiosk was not set up: ${outcome.step}, ${outcome.why}`);
  await answered;
  await main.stop();
}

function* anchorFacts(count: number): Generator<PunchFacts> {
  for (let index = 0; index < count; index++) {
    const { id, employeeId, type, at, monotonicMs } = makeAnchorPunch(index);
    const atMs = Date.parse(at);
    yield { punchId: id, employeeId, type: typeOf[type], atMs, workDate: dateInZone(atMs, demo.timeZone), monotonicMs };
  }
}

mkdirSync(given.dir, { recursive: true });
await setUp();
const startedMs = performance.now();
await fillKiosk(given.dir, anchorFacts(given.n), 'pending');
const createSeconds = (performance.now() - startedMs) / 1000;
const host = gatedHost(given.dir, given.daemon, 'closed');
const main = await start(host);
await main.kiosk()?.relay.ask({ route: 'readTimeclock', serverUrl: awayUrl, deviceToken: null, input: { tenantId: demo.tenantId, timeclockId: demo.timeclocks.dock }, timeoutMs: awayTimeoutMs });

async function recover(): Promise<{ acked: number; requests: number }> {
  const left = await new Promise<number>((resolve) => {
    host.onStatus((status) => {
      const hasFailed = status.state === 'waiting' && status.lastFailure !== null;
      if (status.pending === 0 || hasFailed) resolve(status.pending);
    });
    host.letGo();
  });
  return { acked: given.n - left, requests: host.requests() };
}

serveHarness({ sync: recover }, { createSeconds });
