/** The intake thread of the kill tests: as it ships, with commits that can be died at. */
import { parentPort, workerData } from 'node:worker_threads';
import { openBeside } from '../../server/database/open.ts';
import type { ServerDatabase } from '../../server/database/server-database.ts';
import { databaseTarget } from '../../server/intake-thread/messages.ts';
import { takeForServer } from '../../server/intake-thread/take-for-server.ts';
import { dyingAs, folderVariable, keepCompiled } from './aim.ts';
import type { ServerStep } from './failpoints.ts';

const dying = dyingAs(process.env[folderVariable] ?? '', 'server');
const storeBatch: ServerStep = 'storeBatch';

/** Every transaction of this thread stores a group of batches. */
function dress(database: ServerDatabase): ServerDatabase {
  return {
    ...database,
    transaction: async (work) => {
      const result = await database.transaction(async (db) => {
        const inside = await work(db);
        dying.at(storeBatch, 'before');
        return inside;
      });
      dying.at(storeBatch, 'after');
      return result;
    },
  };
}

keepCompiled();
if (parentPort !== null) takeForServer(parentPort, dress(openBeside(databaseTarget.parse(workerData))));
