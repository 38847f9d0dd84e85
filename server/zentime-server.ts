#!/usr/bin/env node
/** The central server's command line: `node server/zentime-server.ts COMMAND`. Without a command it starts the server. */
import { runCommand, type Command } from './cli/command.ts';

/** Each is loaded when it is asked for: most need little of the server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./cli/start.ts')).start,
  check: async () => (await import('./cli/check.ts')).check,
  migrate: async () => (await import('./cli/migrate.ts')).migrate,
  'create-tenant': async () => (await import('./cli/create-tenant.ts')).createTenantCommand,
  'set-password': async () => (await import('./cli/set-password.ts')).setPasswordCommand,
  'new-epoch': async () => (await import('./cli/new-epoch.ts')).newEpoch,
  'rotate-sealing-key': async () => (await import('./cli/rotate-sealing-key.ts')).rotateSealingKeyCommand,
  'import-export': async () => (await import('./cli/import-export.ts')).importExportCommand,
  'seed-demo': async () => (await import('./cli/seed.ts')).seedDemoCommand,
  'seed-people': async () => (await import('./cli/seed.ts')).seedPeopleCommand,
};

async function help(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['node server/zentime-server.ts [COMMAND] [OPTIONS]; COMMAND --help says more. Without a command: start.', '', ...lines, ''].join('\n');
}

const [first, ...rest] = process.argv.slice(2);
const isCommand = first !== undefined && !first.startsWith('-');
const name = isCommand ? first : 'start';
const load = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (first === '--help' || first === 'help') process.stdout.write(await help());
else if (load === undefined) {
  process.stderr.write(`There is no command ${JSON.stringify(first)}. Known are ${Object.keys(commands).join(', ')}.\n`);
  process.exitCode = 1;
} else await runCommand(await load(), { environment: process.env, argv: isCommand ? rest : process.argv.slice(2), workingDir: process.cwd() });
