/**
 * D3, D4: batches as their seals were opened, each read on its own and all that can be read taken together. What comes out is what the route sends: both
 * are plain data, so that another thread can do this (intake-thread/).
 */
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { Problem } from '../errors.ts';
import type { KnownRules } from '../intake/known-rules.ts';
import { readBatch, type BatchSender, type OfferedBatch } from '../intake/offers.ts';
import { countKinds } from '../intake/verdicts.ts';
import { acceptPunches } from './accept-punches.ts';

/** A batch whose seal was opened, and of which nobody has read a letter. */
export interface OpenedBatch {
  readonly sender: BatchSender;
  /** Of the device, as this server sees it (C8). */
  readonly address: string;
  readonly plain: Uint8Array;
}

/** A batch that was taken: its verdicts are on the disk. */
export interface TakenBatch {
  readonly kind: 'taken';
  /** A `BatchAnswer` as JSON. */
  readonly answer: string;
  readonly recovery: boolean;
  readonly count: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
  /** Of the refused ones, those that could not be kept as punches. */
  readonly setAside: number;
}

interface Deps extends Pick<ServerDeps, 'database'> {
  readonly knownRules: KnownRules;
}

/**
 * In the order of `batches`: each taken, or why it could not be read.
 * @param nowMs the server's time by the wall clock
 * @throws DatabaseUnavailable when the database cannot do it now; then none was taken
 */
export async function takeBatches({ database, knownRules }: Deps, batches: readonly OpenedBatch[], nowMs: number): Promise<(TakenBatch | Problem)[]> {
  const read = batches.map(({ plain, sender, address }) => readBatch(plain, sender, address));
  const readable = read.flatMap((one) => (one.kind === 'batch' ? [one.batch] : []));
  const answers = readable.length === 0 ? [] : await acceptPunches({ database, knownRules, clock: { wallMs: () => nowMs } }, readable);
  const taken = new Map(readable.map((batch, at) => [batch, answers[at]]));
  return read.map((one) => (one.kind === 'batch' ? takenBatch(one.batch, taken.get(one.batch)) : one));
}

function takenBatch(batch: OfferedBatch, answer: BatchAnswer | undefined): TakenBatch {
  if (answer === undefined) throw new Error('a batch was not answered');
  const { accepted, duplicate, refused } = countKinds(answer.verdicts);
  const setAside = answer.verdicts.filter(isSetAside).length;
  return { kind: 'taken', answer: JSON.stringify(answer), recovery: batch.recovery, count: answer.verdicts.length, accepted, duplicate, refused, setAside };
}

function isSetAside(verdict: Verdict): boolean {
  return verdict.kind === 'refused' && (verdict.code === 'idConflict' || verdict.code === 'malformed');
}
