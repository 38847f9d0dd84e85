/** The thread's side: takes group after group by a connection of its own, and answers each in its turn. */
import type { MessagePort } from 'node:worker_threads';
import type { ServerDatabase } from '../database/server-database.ts';
import { DatabaseUnavailable } from '../database/unavailable.ts';
import { KnownRules } from '../intake/known-rules.ts';
import { takeBatches, type OpenedBatch } from '../use-cases/take-batches.ts';
import { question, type BatchGroup, type Reply } from './messages.ts';

export function takeForServer(port: MessagePort, database: ServerDatabase): void {
  const knownRules = new KnownRules();
  let before: Promise<void> = Promise.resolve();
  port.on('message', (message: unknown) => {
    const asked = question.parse(message);
    before = before.then(async () => {
      if (asked.kind === 'take') {
        port.postMessage(await replyTo({ database, knownRules }, asked));
        return;
      }
      await database.close();
      port.close();
    });
  });
}

async function replyTo(deps: Parameters<typeof takeBatches>[0], group: BatchGroup): Promise<Reply> {
  try {
    return { kind: 'done', outcomes: await takeBatches(deps, batchesOf(group), group.nowMs) };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return cause instanceof DatabaseUnavailable ? { kind: 'unavailable', reason: cause.reason, why } : { kind: 'failed', why };
  }
}

function batchesOf({ bytes, batches }: BatchGroup): OpenedBatch[] {
  return batches.map(({ sender, address, endsAt }, at) => ({ sender, address, plain: bytes.subarray(batches[at - 1]?.endsAt ?? 0, endsAt) }));
}
