/** What runs in the intake thread; started by intake-thread.ts with the database's place. */
import { parentPort, workerData } from 'node:worker_threads';
import { openBeside } from '../database/open.ts';
import { databaseTarget } from './messages.ts';
import { takeForServer } from './take-for-server.ts';

if (parentPort !== null) takeForServer(parentPort, openBeside(databaseTarget.parse(workerData)));
