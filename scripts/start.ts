/** `npm start`: the embedded server with the demo tenant, and the kiosk. Ends when the kiosk ends, or with q or Ctrl-C. */
import { readFlags } from './demo/flags.ts';
import { listenToKeys } from './demo/keys.ts';
import { countOf, lastPunches } from './demo/last-punches.ts';
import { runDemo } from './demo/run.ts';
import type { DemoRun } from './demo/run.ts';
import { stopOnSignals } from './demo/stop-on-signals.ts';

const say = (line: string): void => console.log(line);

const read = readFlags(process.argv.slice(2), 'start');
if (read.kind === 'flags') {
  const outcome = await runDemo(read.flags, say);
  if (outcome.kind === 'running') serve(outcome.run);
  else {
    console.error(outcome.sentence);
    process.exitCode = 1;
  }
} else if (read.kind === 'help') say(read.text);
else {
  console.error(read.sentence);
  process.exitCode = 2;
}

function serve(run: DemoRun): void {
  say('  Keys: s takes the server away or brings it back, p shows the punches that it has, q ends everything.\n');
  const stop = stopOnSignals(async () => {
    stopListening();
    say('Stopping.');
    await run.stop();
  });
  run.server.onPunches((line) => say(`The server stored ${countOf(Number(line['count']), line['recovery'] === true ? ' of a recovery' : '')}.`));
  // One after another, in the order in which they were pressed; q does not wait.
  let before = Promise.resolve();
  const stopListening = listenToKeys(process.stdin, (key) => {
    if (key === 'q') return stop(0);
    before = before.then(() => press(run, key)).catch(() => say('That did not work.'));
  });
  void run.kiosk.ended.then(({ exitCode, lastWords }) => {
    if (exitCode !== 0 && lastWords !== '') console.error(lastWords);
    stop(exitCode ?? 1);
  });
}

async function press(run: DemoRun, key: string): Promise<void> {
  if (key === 's') return toggleServer(run);
  if (key !== 'p') return;
  const lines = run.server.isRunning() ? await lastPunches(run.server.url).catch(() => ['The server did not answer.']) : ['The server is away; press s to bring it back.'];
  for (const line of lines) say(line);
}

async function toggleServer({ server }: DemoRun): Promise<void> {
  if (server.isRunning()) {
    await server.takeAway();
    say('The server is away. Go on punching; press s to bring it back.');
    return;
  }
  const outcome = await server.bringBack();
  say(outcome.kind === 'running' ? 'The server is back.' : outcome.sentence);
}
