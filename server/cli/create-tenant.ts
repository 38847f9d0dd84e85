/** `create-tenant`: a company with its first administrator. Everything else is done in the console. */
import { z } from 'zod';
import { createTenant } from '../use-cases/create-tenant.ts';
import { configOption, readArguments, refused, type Command, type CommandOutcome } from './command.ts';
import { readSecret } from './read-secret.ts';
import { print, withServer } from './with-server.ts';

const required = z.string({ error: 'is required' }).trim().min(1, 'is required');
const argumentsOf = z.object({
  config: z.string().optional(),
  company: required,
  alias: required,
  'time-zone': required,
  locale: required.default('en-US'),
  'first-day': z
    .string()
    .regex(/^[1-7]$/, 'a day from 1, Monday, to 7, Sunday')
    .transform(Number)
    .default(1),
  administrator: required,
});

export const createTenantCommand: Command = {
  name: 'create-tenant',
  summary: 'Adds a company and its first administrator, whose password is asked for, or read from standard input.',
  options: {
    ...configOption,
    company: { value: 'NAME', help: 'name of the company, as kiosks will ask for it' },
    alias: { value: 'ALIAS', help: 'short name beside it' },
    'time-zone': { value: 'ZONE', help: 'such as America/Chicago' },
    locale: { value: 'LOCALE', help: 'such as en-US, which it is unless told otherwise' },
    'first-day': { value: 'N', help: 'first day of the week: 1 is Monday, which it is unless told otherwise, 7 is Sunday' },
    administrator: { value: 'NAME', help: 'user name, unique on this server' },
  },
  async run(input) {
    const read = readArguments(createTenantCommand, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    const { company, alias, locale, administrator } = read.values;
    const organisation = { name: company, alias, timeZone: read.values['time-zone'], locale, firstDayOfWeek: read.values['first-day'] };
    const password = await newPassword(administrator);
    if (password.kind === 'refused') return password;
    return withServer(input, read.values.config, 'kept', async (deps): Promise<CommandOutcome> => {
      const outcome = await createTenant(deps, { organisation, administrator: { username: administrator, password: password.secret } });
      switch (outcome.kind) {
        case 'created':
          print({ event: 'tenantCreated', tenantId: outcome.tenantId, company, alias });
          return { kind: 'done' };
        case 'companyExists':
          return refused(`There is a company ${JSON.stringify(company)} with the alias ${JSON.stringify(alias)} already. Choose another alias; nothing was changed.`);
        case 'nameTaken':
          return refused(`The user name ${JSON.stringify(administrator)} is taken on this server. Choose another one; nothing was changed.`);
        case 'invalid':
          return refused(outcome.sentence);
      }
    });
  },
};

/** The password that a command sets, or what to do about it. */
export async function newPassword(username: string): Promise<{ readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'refused'; readonly sentence: string }> {
  const password = await readSecret(`New password of ${username}`);
  if (password.kind === 'none') return refused('No password came. Type one when it is asked for, or send it as one line on standard input.');
  return password.kind === 'different' ? refused('The two passwords differ. Start again; nothing was changed.') : password;
}
