/** An intake thread that a batch from one address ends; every other one is taken as it ships. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openBeside } from '../../server/database/open.ts';
import { databaseTarget } from '../../server/intake-thread/messages.ts';
import { takeForServer } from '../../server/intake-thread/take-for-server.ts';

export const deadlyAddress = '10.6.6.6';

const asked = z.looseObject({ batches: z.array(z.looseObject({ address: z.string() })).default([]) });

if (parentPort !== null) {
  parentPort.on('message', (message: unknown) => {
    if (asked.parse(message).batches.some(({ address }) => address === deadlyAddress)) process.exit(7);
  });
  takeForServer(parentPort, openBeside(databaseTarget.parse(workerData)));
}
