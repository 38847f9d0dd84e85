/**
 * I5: batches are read, judged and stored in a thread of their own, so that the one that speaks TLS and HTTP, opens seals and answers pings never waits for
 * a commit, and a fleet that comes back has two cores. A thread that dies takes with it what it had not committed: those requests fail, and the next one
 * finds another thread.
 */
import { Worker } from 'node:worker_threads';
import type { DatabaseTarget } from '../database/open.ts';
import type { ServerDatabase } from '../database/server-database.ts';
import { DatabaseUnavailable } from '../database/unavailable.ts';
import type { Problem } from '../errors.ts';
import type { ServerLog } from '../log.ts';
import type { OpenedBatch, TakenBatch } from '../use-cases/take-batches.ts';
import { reply, type Question, type Reply } from './messages.ts';

export const intakeProgram = new URL('intake-program.ts', import.meta.url);

export interface IntakeThreadInput {
  readonly program: URL;
  readonly target: DatabaseTarget;
  /** The server's own connection, which gives way. */
  readonly database: ServerDatabase;
  readonly log: ServerLog;
}

interface Waiting {
  readonly resolve: (said: Reply) => void;
  readonly reject: (cause: Error) => void;
}

export class IntakeThread {
  readonly #input: IntakeThreadInput;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | null = null;

  constructor(input: IntakeThreadInput) {
    this.#input = input;
    this.#start();
  }

  /** As `takeBatches` (use-cases/take-batches.ts) has it. */
  take(batches: readonly OpenedBatch[], nowMs: number): Promise<(TakenBatch | Problem)[]> {
    return this.#input.database.whileAnotherWrites(async () => outcomesOf(await this.#ask(batches, nowMs)));
  }

  /** Once all is taken that was asked for. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'end' } satisfies Question);
    await ended;
  }

  #ask(batches: readonly OpenedBatch[], nowMs: number): Promise<Reply> {
    const worker = this.#worker ?? this.#start();
    const bytes = new Uint8Array(batches.reduce((sum, { plain }) => sum + plain.length, 0));
    let endsAt = 0;
    const places = batches.map(({ sender, address, plain }) => {
      bytes.set(plain, endsAt);
      endsAt += plain.length;
      return { sender, address, endsAt };
    });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage({ kind: 'take', nowMs, bytes, batches: places } satisfies Question, [bytes.buffer]);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#input.program, { name: 'intake', workerData: this.#input.target });
    worker.on('message', (message: unknown) => this.#waiting.shift()?.resolve(reply.parse(message)));
    worker.on('error', (cause: unknown) => this.#input.log.defect(cause));
    worker.on('exit', () => {
      this.#worker = null;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the intake thread ended'));
    });
    this.#worker = worker;
    return worker;
  }
}

function outcomesOf(said: Reply): (TakenBatch | Problem)[] {
  if (said.kind === 'unavailable') throw new DatabaseUnavailable(said.reason, said.why);
  if (said.kind === 'failed') throw new Error(said.why);
  return said.outcomes;
}
