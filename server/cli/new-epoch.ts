/**
 * `new-epoch` (D10): after a backup was restored. Kiosks see by the epoch that this is an older state than the one they spoke to, and
 * offer again what it lacks; cursors of the time after the backup are no longer taken, so that nothing is skipped on the way down.
 */
import { z } from 'zod';
import { renewServerState } from '../database/server-state.ts';
import { configOption, readArguments, type Command } from './command.ts';
import { print, withServer } from './with-server.ts';

const argumentsOf = z.object({ config: z.string().optional() });

export const newEpoch: Command = {
  name: 'new-epoch',
  summary: 'To be run once after a backup was restored, before the servers are started: kiosks then offer again what the backup lacks.',
  options: configOption,
  async run(input) {
    const read = readArguments(newEpoch, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    return withServer(input, read.values.config, 'kept', async (deps) => {
      const epoch = deps.randomBytes(16).toString('hex');
      await deps.database.transaction(async (db) => {
        await renewServerState(db, 'epoch', epoch);
        await renewServerState(db, 'tokenKey', deps.randomBytes(32).toString('hex'));
      });
      print({ event: 'epochRenewed', before: deps.epoch, now: epoch, next: 'start the servers; those that run now must be restarted' });
      return { kind: 'done' };
    });
  },
};
