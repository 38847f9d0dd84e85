/** Entry of the sync daemon: forked by main, which talks to it over a message port. */
import { openMainPort } from './main-port.ts';
import { runDaemon } from './run-daemon.ts';
import { readServerTrust } from './server-trust.ts';

/** Time for the last log line to reach main. */
const lastWordsMs = 100;

const port = openMainPort();
if (port === null) {
  process.stderr.write('The sync daemon is started by the kiosk and cannot run by itself. Start the kiosk: npm start\n');
  process.exitCode = 2;
} else {
  // Ctrl-C reaches the whole group: main decides when the daemon stops.
  process.on('SIGINT', () => undefined);
  const daemon = runDaemon(port, (code) => setTimeout(() => process.exit(code), lastWordsMs), readServerTrust(process.env));
  process.on('uncaughtException', daemon.onDefect);
  process.on('unhandledRejection', daemon.onDefect);
}
