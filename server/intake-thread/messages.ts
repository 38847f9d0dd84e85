/** What the two threads say to each other: plain data, checked where it arrives. */
import { z } from 'zod';
import { problemCodes } from '../../shared/contracts/problems.ts';
import { unavailableReasons } from '../database/unavailable.ts';

/** What the thread is started with. */
export const databaseTarget = z.discriminatedUnion('kind', [z.object({ kind: z.literal('sqlite'), dataDir: z.string() }), z.object({ kind: z.literal('postgres'), url: z.string() })]);

/** Batches that are to be taken together. */
export const batchGroup = z.object({
  nowMs: z.number(),
  /** The batches' bytes, one after the other: one piece of memory, which changes hands. */
  bytes: z.instanceof(Uint8Array),
  batches: z.array(z.object({ sender: z.object({ tenantId: z.string(), deviceId: z.string(), timeclockId: z.number() }), address: z.string(), endsAt: z.number() })),
});
export type BatchGroup = z.infer<typeof batchGroup>;

/** From the server's own thread. `end`: once what came before is done, the thread is to end. */
export const question = z.discriminatedUnion('kind', [batchGroup.extend({ kind: z.literal('take') }), z.object({ kind: z.literal('end') })]);
export type Question = z.infer<typeof question>;

const count = z.number();
const taken = z.object({ kind: z.literal('taken'), answer: z.string(), recovery: z.boolean(), count, accepted: count, duplicate: count, refused: count, setAside: count });
const refusal = z.object({
  kind: z.literal('problem'),
  code: z.enum(problemCodes),
  retryAfterSeconds: z.number().exactOptional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** To each group, in the order in which they came. */
export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), outcomes: z.array(z.discriminatedUnion('kind', [taken, refusal])) }),
  z.object({ kind: z.literal('unavailable'), reason: z.enum(unavailableReasons), why: z.string() }),
  z.object({ kind: z.literal('failed'), why: z.string() }),
]);
export type Reply = z.infer<typeof reply>;
