#!/usr/bin/env node
/** The central server's command line: `node server/zentime-server.ts COMMAND`. Without a command it starts the server. */
import { check } from './cli/check.ts';
import { runCommand, type Command } from './cli/command.ts';
import { createTenantCommand } from './cli/create-tenant.ts';
import { migrate } from './cli/migrate.ts';
import { newEpoch } from './cli/new-epoch.ts';
import { seedDemoCommand, seedPeopleCommand } from './cli/seed.ts';
import { setPasswordCommand } from './cli/set-password.ts';
import { start } from './cli/start.ts';

const commands: readonly Command[] = [start, check, migrate, createTenantCommand, setPasswordCommand, newEpoch, seedDemoCommand, seedPeopleCommand];

function help(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['node server/zentime-server.ts [COMMAND] [OPTIONS]; COMMAND --help says more. Without a command: start.', '', ...lines, ''].join('\n');
}

const [first, ...rest] = process.argv.slice(2);
const isCommand = first !== undefined && !first.startsWith('-');
const command = isCommand ? commands.find(({ name }) => name === first) : start;

if (first === '--help' || first === 'help') process.stdout.write(help());
else if (command === undefined) {
  process.stderr.write(`There is no command ${JSON.stringify(first)}. Known are ${commands.map(({ name }) => name).join(', ')}.\n`);
  process.exitCode = 1;
} else await runCommand(command, { environment: process.env, argv: isCommand ? rest : process.argv.slice(2), workingDir: process.cwd() });
