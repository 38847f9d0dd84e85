/**
 * D3, D4, K1 to K3, H2: one verdict per punch, one transaction for all batches that waited together. An id that is known is never
 * stored again: the same content hears the same verdict, other content is set aside. Nothing that a device offers is thrown away;
 * refused punches are stored as refused, and judged again when they are offered again.
 */
import { createHash } from 'node:crypto';
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import { readChainEnd, type ChainEnd } from '../database/devices.ts';
import type { Db } from '../database/schema.ts';
import { loadKnownPunches, type KnownRow } from '../database/punches.ts';
import { deviceKey, lockPersons } from '../database/person-locks.ts';
import { insertSetAside } from '../database/punches-set-aside.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { advanceChains, judgeChains } from '../intake/chain-notes.ts';
import { judgeFresh, type FreshOffer } from '../intake/judge-fresh.ts';
import { personKey, type Offer, type OfferedBatch } from '../intake/offers.ts';
import { storeFresh } from '../intake/store-fresh.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';
import { refused, toVerdict } from '../intake/verdicts.ts';

type Deps = Pick<ServerDeps, 'database' | 'clock'>;

/** Verdicts for each batch, in the order of its punches, after they are on the disk. */
export async function acceptPunches(deps: Deps, batches: readonly OfferedBatch[]): Promise<BatchAnswer[]> {
  const nowMs = deps.clock.wallMs();
  const { verdicts, ends } = await deps.database.transaction((db) => acceptAll(db, batches, nowMs));
  const serverInstant = new Date(nowMs).toISOString();
  return batches.map((batch) => ({
    batchId: batch.batchId,
    serverInstant,
    verdicts: batch.offers.map((offer) => verdicts.get(offer) ?? refused(idOf(offer), 'malformed')),
    recordVerdicts: [],
    temporaryEmployees: [],
    chainEnd: ends.get(batch) ?? noChain,
  }));
}

async function acceptAll(db: Db, batches: readonly OfferedBatch[], nowMs: number): Promise<Accepted> {
  const verdicts = new Map<Offer, Verdict>();
  const ends = new Map<OfferedBatch, ChainEnd>();
  // In one order everywhere: two groups that hold the locks of one tenant never wait for each other's next.
  const byTenant = [...Map.groupBy(batches, (batch) => batch.device.tenantId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [tenantId, ofTenant] of byTenant) {
    const scope = tenantScope(db, tenantId);
    await acceptForTenant(scope, ofTenant, nowMs, verdicts);
    for (const batch of ofTenant) ends.set(batch, (await readChainEnd(scope, batch.device.deviceId)) ?? noChain);
  }
  return { verdicts, ends };
}

interface Accepted {
  readonly verdicts: ReadonlyMap<Offer, Verdict>;
  readonly ends: ReadonlyMap<OfferedBatch, ChainEnd>;
}

const noChain: ChainEnd = { sequenceNumber: 0, hash: firstPreviousHash };

type PunchOffer = Extract<Offer, { kind: 'punch' }>;

async function acceptForTenant(scope: TenantScope, batches: readonly OfferedBatch[], nowMs: number, verdicts: Map<Offer, Verdict>): Promise<void> {
  await lockPersons(scope, lockedBy(batches));
  const sorted = await sortOut(scope, batches, nowMs, verdicts);
  const rules = new TimeclockRules(scope);
  const judged = await judgeFresh(
    scope,
    rules,
    sorted.fresh.map((one) => one.fresh),
    nowMs,
  );
  const unknown = sorted.fresh.filter((one) => one.stored === null).map((one) => one.fresh.punch);
  const chainNotes = await judgeChains(scope, unknown);
  const stored = await storeFresh(scope, rules, sorted.fresh, judged, chainNotes, nowMs);
  await advanceChains(scope, new Set(batches.map((batch) => batch.device.deviceId)), unknown, nowMs);
  for (const { offer, punchId } of sorted.answeredBy) {
    const standing = stored.get(punchId);
    if (standing !== undefined) verdicts.set(offer, toVerdict(punchId, standing.columns, standing.noted));
  }
}

/** The people whose punches are judged, and the devices whose chains move on. */
function* lockedBy(batches: readonly OfferedBatch[]): Generator<string> {
  for (const batch of batches) {
    yield deviceKey(batch.device.deviceId);
    for (const offer of batch.offers) if (offer.kind === 'punch') yield personKey(offer.punch.person);
  }
}

interface Sorted {
  readonly fresh: FreshOffer[];
  /** Which offers hear the verdict on which fresh punch: the same one may be offered twice. */
  readonly answeredBy: { readonly offer: Offer; readonly punchId: string }[];
}

/** Answers replays and conflicts at once; what is left has to be judged. */
async function sortOut(scope: TenantScope, batches: readonly OfferedBatch[], nowMs: number, verdicts: Map<Offer, Verdict>): Promise<Sorted> {
  const ids = new Set(batches.flatMap((batch) => batch.offers.map(idOf)));
  const known = await loadKnownPunches(scope, [...ids]);
  const sorted: Sorted = { fresh: [], answeredBy: [] };
  const contents = new Map<string, string>();
  for (const batch of batches) {
    for (const offer of batch.offers) {
      const refusal = offer.kind === 'malformed' ? 'malformed' : isConflict(offer, known, contents) ? 'idConflict' : null;
      if (refusal !== null) {
        await setAside(scope, batch, offer, refusal, nowMs);
        verdicts.set(offer, refused(idOf(offer), refusal));
      } else if (offer.kind === 'punch') sortOne(sorted, verdicts, batch, offer, known, contents);
    }
  }
  return sorted;
}

function isConflict(offer: PunchOffer, known: ReadonlyMap<string, KnownRow>, contents: ReadonlyMap<string, string>): boolean {
  const content = known.get(offer.punch.punchId)?.content ?? contents.get(offer.punch.punchId);
  return content !== undefined && content !== offer.content;
}

function sortOne(sorted: Sorted, verdicts: Map<Offer, Verdict>, batch: OfferedBatch, offer: PunchOffer, known: ReadonlyMap<string, KnownRow>, contents: Map<string, string>): void {
  const { punchId } = offer.punch;
  const stored = known.get(punchId) ?? null;
  if (stored !== null && stored.verdict !== 'refused') {
    verdicts.set(offer, toVerdict(punchId, stored, stored.noted));
    return;
  }
  sorted.answeredBy.push({ offer, punchId });
  if (contents.has(punchId)) return;
  contents.set(punchId, offer.content);
  const fresh = { punch: offer.punch, instantMs: Date.parse(offer.punch.bestKnownInstant), timeclockId: stored?.timeclock_id ?? batch.device.timeclockId };
  sorted.fresh.push({ fresh, content: offer.content, stored });
}

async function setAside(scope: TenantScope, batch: OfferedBatch, offer: Offer, reason: 'malformed' | 'idConflict', nowMs: number): Promise<void> {
  const contentSha256 = createHash('sha256').update(offer.content).digest('hex');
  await insertSetAside(scope, { punch_id: idOf(offer), content_sha256: contentSha256, device_id: batch.device.deviceId, reason, content: offer.content, received_ms: nowMs });
}

function idOf(offer: Offer): string {
  return offer.kind === 'punch' ? offer.punch.punchId : offer.punchId;
}
