/**
 * H2, D10: what of the offered punches is new. An id that is known is never stored again: the same content hears what is known,
 * other content is set aside. Nothing that a device offers is thrown away.
 */
import { createHash } from 'node:crypto';
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import type { PersonDate } from '../database/punches-around.ts';
import { loadKnownPunches, type KnownRow } from '../database/punches.ts';
import { insertSetAside } from '../database/punches-set-aside.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { Fresh } from './judge-fresh.ts';
import type { Offer, OfferedBatch } from './offers.ts';
import { refused, storedStanding, toVerdict, type StoredStanding } from './verdicts.ts';

export interface Sorted {
  /** Punches that are not stored yet, each once. */
  readonly fresh: Fresh[];
  /** Refused ones that are offered again: where they have to be judged again. */
  readonly again: PersonDate[];
  /** Which offers hear what becomes of which punch: the same one may be offered twice. */
  readonly answeredBy: { readonly offer: Offer; readonly punchId: string }[];
  /** What is known of the stored ones before anything is judged. */
  readonly known: Map<string, StoredStanding>;
  /** Conflicts and malformed ones: their verdict does not depend on anything else. */
  readonly verdicts: Map<Offer, Verdict>;
}

type PunchOffer = Extract<Offer, { kind: 'punch' }>;

/** @param personKeyOf whom a new punch counts for */
export async function sortOut(scope: TenantScope, batches: readonly OfferedBatch[], personKeyOf: (person: Punch['person']) => string, nowMs: number): Promise<Sorted> {
  const ids = new Set(batches.flatMap((batch) => batch.offers.map(idOf)));
  const known = await loadKnownPunches(scope, [...ids]);
  const sorted: Sorted = { fresh: [], again: [], answeredBy: [], known: new Map(), verdicts: new Map() };
  const contents = new Map<string, string>();
  for (const batch of batches) {
    for (const offer of batch.offers) {
      const refusal = offer.kind === 'malformed' ? 'malformed' : isConflict(offer, known, contents) ? 'idConflict' : null;
      if (refusal !== null) {
        await setAside(scope, batch, offer, refusal, nowMs);
        sorted.verdicts.set(offer, refused(idOf(offer), refusal));
      } else if (offer.kind === 'punch') sortOne(sorted, batch, offer, known, contents, personKeyOf);
    }
  }
  return sorted;
}

function isConflict(offer: PunchOffer, known: ReadonlyMap<string, KnownRow>, contents: ReadonlyMap<string, string>): boolean {
  const content = known.get(offer.punch.punchId)?.content ?? contents.get(offer.punch.punchId);
  return content !== undefined && content !== offer.content;
}

function sortOne(sorted: Sorted, batch: OfferedBatch, offer: PunchOffer, known: ReadonlyMap<string, KnownRow>, contents: Map<string, string>, personKeyOf: (person: Punch['person']) => string): void {
  const { punch, content } = offer;
  sorted.answeredBy.push({ offer, punchId: punch.punchId });
  if (contents.has(punch.punchId)) return;
  contents.set(punch.punchId, content);
  const stored = known.get(punch.punchId);
  if (stored === undefined) {
    sorted.fresh.push({ punch, personKey: personKeyOf(punch.person), instantMs: Date.parse(punch.bestKnownInstant), timeclockId: batch.device.timeclockId, content });
    return;
  }
  const standing = storedStanding(stored);
  sorted.known.set(punch.punchId, standing);
  if (stored.verdict === 'refused' && standing.state === 'open') sorted.again.push({ personKey: stored.person_key, workDate: stored.work_date });
}

async function setAside(scope: TenantScope, batch: OfferedBatch, offer: Offer, reason: 'malformed' | 'idConflict', nowMs: number): Promise<void> {
  const contentSha256 = createHash('sha256').update(offer.content).digest('hex');
  await insertSetAside(scope, { punch_id: idOf(offer), content_sha256: contentSha256, device_id: batch.device.deviceId, reason, content: offer.content, received_ms: nowMs });
}

/** The id of an offered punch. */
export function idOf(offer: Offer): string {
  return offer.kind === 'punch' ? offer.punch.punchId : offer.punchId;
}

/** The verdict that each offer hears. @param standings what the database says now, by punch id */
export function verdictsOf(sorted: Sorted, standings: ReadonlyMap<string, StoredStanding>): Map<Offer, Verdict> {
  const verdicts = new Map(sorted.verdicts);
  for (const { offer, punchId } of sorted.answeredBy) {
    const standing = standings.get(punchId) ?? sorted.known.get(punchId);
    if (standing !== undefined) verdicts.set(offer, toVerdict(punchId, standing));
  }
  return verdicts;
}
