/**
 * `npm run demo:offline`: the kiosk is set up and running, then the server goes away and comes back, and every step is told.
 * Comes back after Enter, or after `--seconds=N`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { readFlags } from './demo/flags.ts';
import { listenToKeys } from './demo/keys.ts';
import { countOf, lastPunches } from './demo/last-punches.ts';
import { runDemo } from './demo/run.ts';
import type { DemoRun } from './demo/run.ts';
import { stopOnSignals } from './demo/stop-on-signals.ts';

const say = (line: string): void => console.log(line);
const beforeItGoesMs = 5000;
const recoveryMs = 8000;

const read = readFlags(process.argv.slice(2), 'demo:offline');
if (read.kind === 'flags') {
  const outcome = await runDemo(read.flags, say);
  if (outcome.kind === 'running') await tell(outcome.run, read.flags.awaySeconds);
  else {
    console.error(outcome.sentence);
    process.exitCode = 1;
  }
} else if (read.kind === 'help') say(read.text);
else {
  console.error(read.sentence);
  process.exitCode = 2;
}

async function tell(run: DemoRun, awaySeconds: number | null): Promise<void> {
  const enter = Promise.withResolvers<void>();
  const stop = stopOnSignals(async () => {
    stopListening();
    say('Stopping.');
    await run.stop();
  });
  const stopListening = listenToKeys(process.stdin, (key) => (key === 'q' ? stop(0) : key === '\r' || key === '\n' ? enter.resolve() : undefined));
  run.server.onPunches((line) => say(`The server stored ${countOf(Number(line['count']), line['recovery'] === true ? ' of a recovery' : '')}.`));
  void run.kiosk.ended.then(({ exitCode }) => stop(exitCode ?? 1));
  say('The kiosk is on line. In five seconds the server goes away.');
  await wait(beforeItGoesMs);
  await run.server.takeAway();
  say('The server is away: within seconds the red bar stands at the bottom left of the PIN screen. Punching goes on;');
  say(awaySeconds === null ? 'every punch is stored on the device. Press Enter to bring the server back.' : `every punch is stored on the device. In ${awaySeconds} seconds the server comes back.`);
  await (awaySeconds === null ? enter.promise : wait(awaySeconds * 1000));
  const back = await run.server.bringBack();
  if (back.kind === 'notStarted') console.error(back.sentence);
  say('The server is back: the recovery begins by itself within seconds, and what was punched meanwhile is sent once each.');
  await wait(recoveryMs);
  for (const line of await lastPunches(run.server.url).catch(() => ['The server did not answer.'])) say(line);
  if (awaySeconds !== null) {
    stop(0);
    return;
  }
  say('Go on as you like; q ends everything.');
}
