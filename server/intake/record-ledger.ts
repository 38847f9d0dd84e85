/**
 * H2, K9: which records of a group of batches have to be taken. One that was taken before hears the same again; one that waited for
 * something on its way is looked at anew; the same id with other content is a conflict, kept aside.
 */
import { createHmac, hash } from 'node:crypto';
import { recordRefusal, type OutboxRecord, type RecordRefusal, type RecordVerdict } from '../../shared/contracts/records.ts';
import { keepOutboxRecords, loadOutboxRecords, type KnownRecord } from '../database/outbox-records.ts';
import { insertSetAside } from '../database/punches-set-aside.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { BatchSender, OfferedBatch } from './offers.ts';
import type { RecordOffer } from './record-offers.ts';

/** A record to take, and whose. */
export interface OpenRecord {
  readonly device: BatchSender;
  readonly record: OutboxRecord;
  readonly contentHash: string;
}

/** What these records may still be waiting for. */
const mayComeYet: readonly string[] = ['unknownPunch', 'unknownPerson'] satisfies RecordRefusal[];

export class RecordLedger {
  readonly #verdicts = new Map<string, 'accepted' | RecordRefusal>();
  readonly #ofOffers = new Map<RecordOffer, 'accepted' | RecordRefusal>();
  readonly open: OpenRecord[] = [];

  /** @param tenantKey content is hashed with it, for a plain hash would give away four digits */
  static async load(scope: TenantScope, batches: readonly OfferedBatch[], tenantKey: Uint8Array, nowMs: number): Promise<RecordLedger> {
    const ledger = new RecordLedger();
    const offers = batches.flatMap((batch) => batch.records.map((offer) => ({ offer, device: batch.device })));
    const known = await loadOutboxRecords(
      scope,
      offers.map(({ offer }) => offer.recordId),
    );
    const hashes = new Map<string, string>();
    for (const { offer, device } of offers) {
      const refusal = offer.kind === 'malformed' ? 'malformed' : ledger.#sort(offer.record, device, hashes, known.get(offer.recordId), tenantKey);
      if (refusal === null) continue;
      ledger.#ofOffers.set(offer, refusal);
      await insertSetAside(scope, { punch_id: offer.recordId, content_sha256: hash('sha256', offer.content, 'hex'), device_id: device.deviceId, reason: `record: ${refusal}`, content: offer.content, received_ms: nowMs });
    }
    return ledger;
  }

  /** @returns why it is set aside, or null */
  #sort(record: OutboxRecord, device: BatchSender, hashes: Map<string, string>, known: KnownRecord | undefined, tenantKey: Uint8Array): 'idConflict' | null {
    const contentHash = createHmac('sha256', tenantKey).update(JSON.stringify(record)).digest('hex');
    const before = known?.content_sha256 ?? hashes.get(record.recordId);
    if (before !== undefined && before !== contentHash) return 'idConflict';
    if (hashes.has(record.recordId)) return null;
    hashes.set(record.recordId, contentHash);
    if (known === undefined || mayComeYet.includes(known.verdict)) this.open.push({ device, record, contentHash });
    else this.#verdicts.set(record.recordId, known.verdict === 'accepted' ? 'accepted' : recordRefusal.parse(known.verdict));
    return null;
  }

  /** What became of an open record. */
  settle(recordId: string, verdict: 'accepted' | RecordRefusal): void {
    this.#verdicts.set(recordId, verdict);
  }

  /** Keeps the verdicts on the open ones. */
  async store(scope: TenantScope, nowMs: number): Promise<void> {
    await keepOutboxRecords(
      scope,
      this.open.map(({ device, record, contentHash }) => ({
        record_id: record.recordId,
        kind: record.kind,
        device_id: device.deviceId,
        content_sha256: contentHash,
        verdict: this.#verdicts.get(record.recordId) ?? 'malformed',
        received_ms: nowMs,
      })),
    );
  }

  /** In the order of the batch. */
  verdictsFor(batch: OfferedBatch): RecordVerdict[] {
    return batch.records.map((offer) => {
      const verdict = this.#ofOffers.get(offer) ?? this.#verdicts.get(offer.recordId) ?? 'malformed';
      return verdict === 'accepted' ? { kind: 'accepted', recordId: offer.recordId } : { kind: 'refused', recordId: offer.recordId, code: verdict };
    });
  }
}
