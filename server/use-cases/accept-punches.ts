/**
 * D3, D4, K1 to K3, H2: one verdict per punch, one transaction for all batches that waited together. Refused punches are stored as
 * refused, and judged again when they are offered again.
 */
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import { readChainEnd, type ChainEnd } from '../database/devices.ts';
import { deviceKey, lockPersons } from '../database/person-locks.ts';
import type { Db } from '../database/schema.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { advanceChains, judgeChains } from '../intake/chain-notes.ts';
import { judgeFresh } from '../intake/judge-fresh.ts';
import { noteNewEntries } from '../intake/note-entries.ts';
import { personKey, type Offer, type OfferedBatch } from '../intake/offers.ts';
import { idOf, sortOut, verdictsOf } from '../intake/sort-out.ts';
import { storeChanges, storeFresh } from '../intake/store-fresh.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';
import { refused } from '../intake/verdicts.ts';

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
  for (const [tenantId, ofTenant] of Map.groupBy(batches, (batch) => batch.device.tenantId)) {
    const scope = tenantScope(db, tenantId);
    for (const [offer, verdict] of await acceptForTenant(scope, ofTenant, nowMs)) verdicts.set(offer, verdict);
    for (const batch of ofTenant) ends.set(batch, (await readChainEnd(scope, batch.device.deviceId)) ?? noChain);
  }
  return { verdicts, ends };
}

interface Accepted {
  readonly verdicts: ReadonlyMap<Offer, Verdict>;
  readonly ends: ReadonlyMap<OfferedBatch, ChainEnd>;
}

const noChain: ChainEnd = { sequenceNumber: 0, hash: firstPreviousHash };

async function acceptForTenant(scope: TenantScope, batches: readonly OfferedBatch[], nowMs: number): Promise<Map<Offer, Verdict>> {
  await lockPersons(scope, lockedBy(batches));
  const sorted = await sortOut(scope, batches, personKey, nowMs);
  const rules = new TimeclockRules(scope);
  const judged = await judgeFresh(scope, rules, sorted.fresh, sorted.again, nowMs);
  const punches = sorted.fresh.map((fresh) => fresh.punch);
  const standings = await storeFresh(scope, rules, sorted.fresh, judged, await judgeChains(scope, punches), nowMs);
  const causedBy = punches[0]?.punchId ?? 'offered again';
  for (const [punchId, standing] of await storeChanges(scope, rules, judged, causedBy, nowMs)) standings.set(punchId, standing);
  await noteNewEntries(
    scope,
    sorted.fresh.map((fresh) => ({ punchId: fresh.punch.punchId, personKey: fresh.personKey, timeclockId: fresh.timeclockId, deviceId: fresh.punch.deviceId })),
    nowMs,
  );
  await advanceChains(scope, new Set(batches.map((batch) => batch.device.deviceId)), punches, nowMs);
  return verdictsOf(sorted, standings);
}

/** Whose punches and which chains nobody else may judge meanwhile. */
function* lockedBy(batches: readonly OfferedBatch[]): Generator<string> {
  for (const batch of batches) {
    yield deviceKey(batch.device.deviceId);
    for (const offer of batch.offers) if (offer.kind === 'punch') yield personKey(offer.punch.person);
  }
}
