/** `migrate`: brings the database up to date without serving, so that an upgrade can be done before the servers are started again. */
import { z } from 'zod';
import { configOption, readArguments, type Command } from './command.ts';
import { print, withServer } from './with-server.ts';

const argumentsOf = z.object({ config: z.string().optional() });

export const migrate: Command = {
  name: 'migrate',
  summary: 'Brings the database up to date, or makes it; start does the same. Several at once wait for each other.',
  options: configOption,
  async run(input) {
    const read = readArguments(migrate, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    return withServer(input, read.values.config, 'kept', (deps) => {
      print({ event: 'upToDate', epoch: deps.epoch });
      return Promise.resolve({ kind: 'done' });
    });
  },
};
