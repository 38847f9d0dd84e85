/** `set-password`: the way back in when nobody can sign in any more. Sessions of the user end, the lock is lifted, kiosks get the new verifier. */
import { z } from 'zod';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { findUser, type User } from '../database/users.ts';
import { noteAction } from '../use-cases/note-action.ts';
import { setPassword } from '../use-cases/set-password.ts';
import { configOption, readArguments, refused, type Command, type CommandOutcome } from './command.ts';
import { newPassword } from './create-tenant.ts';
import { print, withServer } from './with-server.ts';

const argumentsOf = z.object({ config: z.string().optional(), user: z.string({ error: 'is required' }).trim().min(1, 'is required') });
const shortestPassword = 10;

/** Whoever may run commands on the server's data may do everything there; the audit log says that it was them. */
function operatorOf(user: User): ConsoleCaller {
  return { kind: 'console', tenantId: user.tenantId, userId: 'command-line', username: 'command line', role: 'administrator', timeclocks: null, sessionHash: '' };
}

export const setPasswordCommand: Command = {
  name: 'set-password',
  summary: 'Gives a user a new password, which is asked for, or read from standard input; ends their sessions and lifts their lock.',
  options: { ...configOption, user: { value: 'NAME', help: 'user name' } },
  async run(input) {
    const read = readArguments(setPasswordCommand, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    const { user: username, config } = read.values;
    const password = await newPassword(username);
    if (password.kind === 'refused') return password;
    if (password.secret.length < shortestPassword) return refused(`The password cannot be taken: use at least ${shortestPassword} characters.`);
    return withServer(input, config, 'kept', (deps) => set(deps, username, password.secret));
  },
};

async function set(deps: ServerDeps, username: string, password: string): Promise<CommandOutcome> {
  const user = await findUser(deps.database.reader, username);
  if (user === null) return refused(`There is no user ${JSON.stringify(username)}, or an administrator disabled them. Check the spelling; nothing was changed.`);
  const outcome = await setPassword(deps, operatorOf(user), { userId: user.userId, newPassword: password });
  if (outcome.kind === 'problem') return refused(`The password cannot be taken: ${outcome.errors?.[0]?.message ?? outcome.code}.`);
  await noteAction(deps, operatorOf(user), 'setPassword', { params: { userId: user.userId }, body: null });
  print({ event: 'passwordSet', user: user.username });
  return { kind: 'done' };
}
