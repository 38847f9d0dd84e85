/** `rotate-sealing-key` (D2): see the use case. Kiosks learn of the new key with their next changes, or from the refusal of a batch. */
import { z } from 'zod';
import { rotateSealingKey } from '../use-cases/rotate-sealing-key.ts';
import { configOption, readArguments, refused, type Command } from './command.ts';
import { print, withServer } from './with-server.ts';

/** A kiosk that syncs at all has the new key long before. */
const usualDays = '90';
const argumentsOf = z.object({
  config: z.string().optional(),
  'keep-days': z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of days, 0 to 9999')
    .default(usualDays),
});

export const rotateSealingKeyCommand: Command = {
  name: 'rotate-sealing-key',
  summary: 'Replaces the key that kiosks seal their batches to; servers that run take it up within a minute.',
  options: { ...configOption, 'keep-days': { value: 'N', help: `how long the old key still opens batches (${usualDays} days; 0: not at all, where others may know it)` } },
  async run(input) {
    const read = readArguments(rotateSealingKeyCommand, argumentsOf, input.argv);
    if (read.kind === 'refused') return read;
    const keepDays = Number(read.values['keep-days']);
    return withServer(input, read.values.config, 'kept', async (deps) => {
      const outcome = await rotateSealingKey(deps, { keepDays });
      if (outcome.kind === 'rotatedMeanwhile') return refused('The sealing key was replaced by somebody else at this moment. Look before you replace it once more.');
      print({ event: 'sealingKeyRotated', before: outcome.before, now: outcome.now, oldOpensUntil: new Date(outcome.oldOpensUntilMs).toISOString() });
      return { kind: 'done' };
    });
  },
};
