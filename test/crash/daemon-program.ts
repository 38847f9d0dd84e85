/** The daemon of the kill tests: as it ships, with steps that can be died at. */
import { openMainPort } from '../../daemon/main-port.ts';
import { runDaemon } from '../../daemon/run-daemon.ts';
import { readServerTrust } from '../../daemon/server-trust.ts';
import { dyingAs, folderVariable, keepCompiled } from './aim.ts';

keepCompiled();
const port = openMainPort();
if (port === null) throw new Error('the daemon of the kill tests is started by their kiosk');
const daemon = runDaemon(port, (code) => process.exit(code), readServerTrust(process.env), dyingAs(process.env[folderVariable] ?? '', 'daemon').around);
process.on('uncaughtException', daemon.onDefect);
process.on('unhandledRejection', daemon.onDefect);
