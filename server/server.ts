/** Starts the central server: `start` of zentime-server.ts under the name that scripts and services have always used. */
import { runCommand } from './cli/command.ts';
import { start } from './cli/start.ts';

await runCommand(start, { environment: process.env, argv: process.argv.slice(2), workingDir: process.cwd() });
