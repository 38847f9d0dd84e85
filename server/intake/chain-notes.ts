/**
 * H5: checks each new punch against its device's chain of hashes. A gap is noted, and taken back when the missing punches come
 * after all (a batch may overtake another); an alteration stays noted. A device that goes on from an older copy of itself (its backup was restored, or its disk copied) is told from one
 * whose punches somebody altered: its chain forks, and each branch is whole.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { exceptionCode, punch, type ExceptionCode, type Punch } from '../../shared/contracts/entities.ts';
import { firstPreviousHash, judgeLink } from '../../shared/rules/punch-chain.ts';
import type { ChainEnd } from '../database/devices.ts';
import { loadChainPlaces, updateNoted, type ChainPlace, type ChainRow } from '../database/punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

const placeKey = (place: ChainPlace): string => `${place.deviceId} ${place.sequenceNumber}`;

interface Link {
  readonly hash: string;
}

/** By device and sequence number; more than one where a device went two ways. */
type Links = Map<string, Map<number, Link[]>>;

/**
 * The chain's word on each of `fresh`, by punch id; only what is to be noted.
 * @param fresh punches that are not stored yet
 * @param ends of the chains of all devices concerned, before any of this is stored
 */
export async function judgeChains(scope: TenantScope, fresh: readonly Punch[], ends: ReadonlyMap<string, ChainEnd>): Promise<Map<string, ExceptionCode>> {
  const links = await loadLinks(scope, fresh);
  const notes = new Map<string, ExceptionCode>();
  for (const one of fresh) {
    const judgement = judgeLink(one, previousOf(links, one), sha256Hex);
    if (judgement !== 'intact') notes.set(one.punchId, judgement === 'gap' ? 'chainGap' : 'chainAltered');
  }
  // Whole in itself, it was made by a device that went on from an older copy of its own; nobody altered anything.
  for (const punchId of await findForks(scope, fresh, ends)) if (notes.get(punchId) !== 'chainAltered') notes.set(punchId, 'chainForked');
  return notes;
}

/** What stands at the places before `fresh`; more than one at a place where a device went two ways. */
async function loadLinks(scope: TenantScope, fresh: readonly Punch[]): Promise<Links> {
  const links: Links = new Map();
  for (const one of fresh) addLink(links, one.deviceId, one.sequenceNumber, one);
  // A batch is a piece of a chain: most of its punches bring their predecessor with them.
  const open = fresh.filter((one) => one.sequenceNumber > 1 && previousOf(links, one)?.hash !== one.previousHash);
  const before = open.map((one) => ({ deviceId: one.deviceId, sequenceNumber: one.sequenceNumber - 1 }));
  for (const row of await loadChainPlaces(scope, before)) addLink(links, row.device_id, row.sequence_number, row);
  return links;
}

function addLink(links: Links, deviceId: string, sequenceNumber: number, link: Link): void {
  const ofDevice = links.get(deviceId) ?? new Map<number, Link[]>();
  links.set(deviceId, ofDevice);
  const there = ofDevice.get(sequenceNumber);
  if (there === undefined) ofDevice.set(sequenceNumber, [link]);
  else there.push(link);
}

function previousOf(links: Links, one: Punch): Link | null {
  const there = links.get(one.deviceId)?.get(one.sequenceNumber - 1);
  if (there === undefined) return null;
  return there.find((link) => link.hash === one.previousHash) ?? there[0] ?? null;
}

/** D10, H5: punches whose place another one has already, as when two machines work with a copy of one device. */
async function findForks(scope: TenantScope, fresh: readonly Punch[], ends: ReadonlyMap<string, ChainEnd>): Promise<string[]> {
  const taken = new Map<string, string>();
  // Numbers behind the chain's end are new, and nothing has to be looked for.
  const inside = fresh.filter((one) => one.sequenceNumber <= (ends.get(one.deviceId) ?? noChain).sequenceNumber);
  for (const row of await loadChainPlaces(scope, inside)) taken.set(placeKey({ deviceId: row.device_id, sequenceNumber: row.sequence_number }), row.punch_id);
  return fresh.flatMap((one) => {
    const first = taken.get(placeKey(one));
    if (first === undefined) taken.set(placeKey(one), one.punchId);
    return first === undefined || first === one.punchId ? [] : [one.punchId];
  });
}

/** Moves the end of each device's chain from `before`, and closes the gaps that `fresh` (stored by now) fills. @returns the new ends by device */
export async function advanceChains(scope: TenantScope, before: ReadonlyMap<string, ChainEnd>, fresh: readonly Punch[]): Promise<Map<string, ChainEnd>> {
  const byDevice = Map.groupBy(fresh, (one) => one.deviceId);
  const ends = new Map<string, ChainEnd>();
  for (const [deviceId, end] of before) {
    const arrived = byDevice.get(deviceId) ?? [];
    await closeGaps(scope, arrived, end);
    ends.set(deviceId, lastOf(end, arrived));
  }
  return ends;
}

/** Before a device's first punch. */
export const noChain: ChainEnd = { sequenceNumber: 0, hash: firstPreviousHash };

function lastOf(end: ChainEnd, arrived: readonly Punch[]): ChainEnd {
  return arrived.reduce<ChainEnd>((last, one) => (one.sequenceNumber > last.sequenceNumber ? { sequenceNumber: one.sequenceNumber, hash: one.hash } : last), end);
}

async function closeGaps(scope: TenantScope, arrived: readonly Punch[], end: ChainEnd): Promise<void> {
  const numbers = new Set(arrived.map((one) => one.sequenceNumber));
  const overtaken = arrived.filter((one) => one.sequenceNumber < end.sequenceNumber && !numbers.has(one.sequenceNumber + 1));
  if (overtaken.length === 0) return;
  const byNumber = new Map(overtaken.map((one) => [one.sequenceNumber, one]));
  const followers = await loadChainPlaces(
    scope,
    overtaken.map((one) => ({ deviceId: one.deviceId, sequenceNumber: one.sequenceNumber + 1 })),
  );
  for (const follower of followers) {
    const previous = byNumber.get(follower.sequence_number - 1);
    if (previous !== undefined) await closeGap(scope, follower, previous);
  }
}

async function closeGap(scope: TenantScope, follower: ChainRow, previous: Punch): Promise<void> {
  const noted = exceptionList(follower.noted);
  if (!noted.includes('chainGap')) return;
  const isIntact = punch.parse(JSON.parse(follower.content)).previousHash === previous.hash;
  const without = noted.filter((code) => code !== 'chainGap');
  await updateNoted(scope, follower.punch_id, isIntact ? without : [...without, 'chainAltered']);
}

const exceptionCodes = z.array(exceptionCode);

/** Exceptions as the database keeps them. */
export function exceptionList(noted: string): ExceptionCode[] {
  return exceptionCodes.parse(JSON.parse(noted));
}
