/**
 * D3, D4, K1 to K3, K9, H2: one verdict per punch and record, one transaction for all batches that waited together. Refused punches
 * are stored as refused, and judged again when they are offered again.
 */
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { ServerDeps } from '../app-deps.ts';
import { readChainEnds, type ChainEnd } from '../database/devices.ts';
import { lockPersons } from '../database/person-locks.ts';
import type { PersonDate } from '../database/punches-around.ts';
import type { Db } from '../database/schema.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTenantKey } from '../database/tenants.ts';
import { advanceChains, judgeChains, noChain } from '../intake/chain-notes.ts';
import { judgeFresh, type JudgedSet } from '../intake/judge-fresh.ts';
import { KnownRules } from '../intake/known-rules.ts';
import { lockedBy } from '../intake/locked-by.ts';
import { noteBatches } from '../intake/note-batches.ts';
import { noteNewEntries } from '../intake/note-entries.ts';
import type { Offer, OfferedBatch } from '../intake/offers.ts';
import { RecordLedger } from '../intake/record-ledger.ts';
import { idOf, sortOut, verdictsOf, type Sorted } from '../intake/sort-out.ts';
import { storeChanges, storeFresh } from '../intake/store-fresh.ts';
import { takeForms, takeTheRest, takeUndos } from '../intake/take-records.ts';
import { reopenUsed } from '../intake/take-temporaries.ts';
import { keepVoids } from '../intake/take-voids.ts';
import { TemporaryPeople } from '../intake/temporary-people.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';
import { refused, type StoredStanding } from '../intake/verdicts.ts';

interface Deps extends Pick<ServerDeps, 'database'> {
  readonly clock: Pick<Clock, 'wallMs'>;
  /** Rules that need not be read again; left out, all are. */
  readonly knownRules?: KnownRules;
}

/** Verdicts for each batch, in the order of its punches and records, after they are on the disk. */
export async function acceptPunches(deps: Deps, batches: readonly OfferedBatch[]): Promise<BatchAnswer[]> {
  const nowMs = deps.clock.wallMs();
  const knownRules = deps.knownRules ?? new KnownRules();
  const answers = await deps.database.transaction((db) => acceptAll(db, batches, knownRules, nowMs));
  return batches.map((batch) => {
    const answer = answers.get(batch);
    if (answer === undefined) throw new Error('a batch was not answered');
    return answer;
  });
}

async function acceptAll(db: Db, batches: readonly OfferedBatch[], knownRules: KnownRules, nowMs: number): Promise<Map<OfferedBatch, BatchAnswer>> {
  const answers = new Map<OfferedBatch, BatchAnswer>();
  // In one order everywhere: two groups that hold the locks of one tenant never wait for each other's next.
  const byTenant = [...Map.groupBy(batches, (batch) => batch.device.tenantId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [tenantId, ofTenant] of byTenant) {
    for (const [batch, answer] of await acceptForTenant(tenantScope(db, tenantId), ofTenant, knownRules, nowMs)) answers.set(batch, answer);
  }
  return answers;
}

async function acceptForTenant(scope: TenantScope, batches: readonly OfferedBatch[], knownRules: KnownRules, nowMs: number): Promise<Map<OfferedBatch, BatchAnswer>> {
  const hasRecords = batches.some((batch) => batch.records.length > 0);
  const tenantKey = hasRecords ? Buffer.from(await readTenantKey(scope), 'hex') : Buffer.alloc(0);
  await lockPersons(scope, () => lockedBy(scope, batches, tenantKey));
  const chainEnds = await readChainEnds(scope, [...new Set(batches.map((batch) => batch.device.deviceId))]);
  const ledger = await RecordLedger.load(scope, batches, tenantKey, nowMs);
  const ofForms = await takeForms(scope, ledger, tenantKey, nowMs);
  const known = await TemporaryPeople.load(scope, batches);
  const sorted = await sortOut(scope, batches, (person) => known.keyOf(person), nowMs);
  const people = (await reopenUsed(scope, known, sorted.fresh, nowMs)) ? await TemporaryPeople.load(scope, batches) : known;
  const standings = await acceptSorted(scope, new TimeclockRules(scope, knownRules), { ledger, sorted, ofForms, chainEnds }, nowMs);
  for (const [punchId, noted] of await takeTheRest(scope, ledger, people, nowMs)) {
    const standing = standings.get(punchId) ?? sorted.known.get(punchId);
    if (standing !== undefined) standings.set(punchId, { ...standing, noted });
  }
  await ledger.store(scope, nowMs);
  const verdicts = verdictsOf(sorted, standings);
  const gaps = new Set([...sorted.known, ...standings].flatMap(([punchId, { noted }]) => (noted.includes('"chainGap"') ? [punchId] : [])));
  const answers = await answerAll(scope, batches, sorted, { verdicts, gaps, chainEnds, ledger, people }, nowMs);
  // Last, for it holds the tenant's sequence until the commit.
  await noteNewEntries(
    scope,
    sorted.fresh.map((one) => ({ punchId: one.punch.punchId, personKey: one.personKey, timeclockId: one.timeclockId, deviceId: one.punch.deviceId })),
    nowMs,
  );
  return answers;
}

interface ToAccept {
  readonly ledger: RecordLedger;
  readonly sorted: Sorted;
  /** What has to be judged again because of identification forms. */
  readonly ofForms: readonly PersonDate[];
  readonly chainEnds: ReadonlyMap<string, ChainEnd>;
}

/** Judges and stores. @returns what the database says now of each punch that was judged, by id */
async function acceptSorted(scope: TenantScope, rules: TimeclockRules, { ledger, sorted, ofForms, chainEnds }: ToAccept, nowMs: number): Promise<Map<string, StoredStanding>> {
  const { fresh } = sorted;
  const voids = await takeUndos(scope, ledger, fresh, nowMs);
  const valid = voids.ofFresh.size === 0 ? fresh : fresh.filter((one) => !voids.ofFresh.has(one.punch.punchId));
  const judged = withUndone(await judgeFresh(scope, rules, valid, [...sorted.again, ...ofForms, ...voids.dates], nowMs), voids.ofFresh.keys());
  const punches = fresh.map((one) => one.punch);
  const standings = await storeFresh(scope, rules, fresh, judged, await judgeChains(scope, punches, chainEnds), nowMs);
  await keepVoids(scope, [...voids.ofFresh.values()], nowMs);
  const causedBy = punches[0]?.punchId ?? ledger.open[0]?.record.recordId ?? 'offered again';
  for (const [punchId, standing] of await storeChanges(scope, rules, judged, causedBy, nowMs)) standings.set(punchId, standing);
  return standings;
}

/** A punch that was undone before anybody judged it is taken as it is: nobody counts it. */
function withUndone(judged: JudgedSet, undone: Iterable<string>): JudgedSet {
  const standings = new Map(judged.standings);
  for (const punchId of undone) standings.set(punchId, { kind: 'accepted', exceptions: [] });
  return { ...judged, standings };
}

interface Taken {
  readonly verdicts: ReadonlyMap<Offer, Verdict>;
  /** D10: punches before which one of the device's chain is missing. */
  readonly gaps: ReadonlySet<string>;
  /** Where the devices' chains ended before. */
  readonly chainEnds: ReadonlyMap<string, ChainEnd>;
  readonly ledger: RecordLedger;
  readonly people: TemporaryPeople;
}

async function answerAll(scope: TenantScope, batches: readonly OfferedBatch[], sorted: Sorted, taken: Taken, nowMs: number): Promise<Map<OfferedBatch, BatchAnswer>> {
  const ends = await advanceChains(
    scope,
    taken.chainEnds,
    sorted.fresh.map((one) => one.punch),
  );
  const serverInstant = new Date(nowMs).toISOString();
  const answers = new Map<OfferedBatch, BatchAnswer>();
  for (const batch of batches) {
    answers.set(batch, {
      batchId: batch.batchId,
      serverInstant,
      verdicts: batch.offers.map((offer) => taken.verdicts.get(offer) ?? refused(idOf(offer), 'malformed')),
      recordVerdicts: taken.ledger.verdictsFor(batch),
      temporaryEmployees: taken.people.outcomesFor(batch),
      chainEnd: ends.get(batch.device.deviceId) ?? noChain,
      chainGaps: batch.offers.map(idOf).filter((punchId) => taken.gaps.has(punchId)),
    });
  }
  await noteBatches(scope, answers, ends, nowMs);
  return answers;
}
