/**
 * E8, H2: takes a kiosk's export through the same door as a batch that the kiosk sends itself (accept-punches.ts). What was here before
 * is here once, and what the kiosk sends later as well finds its ids known. Broken off, it is simply begun anew.
 */
import { randomUUID } from 'node:crypto';
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller, DeviceCaller } from '../callers.ts';
import { loadKnownPunches } from '../database/punches.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { openForms, readRows, type FormsOutcome } from '../exports/exported-batches.ts';
import { openExport, type ExportRefusal, type OpenedExport } from '../exports/open-export.ts';
import { KnownRules } from '../intake/known-rules.ts';
import type { OfferedBatch } from '../intake/offers.ts';
import { idOf } from '../intake/sort-out.ts';
import { countKinds } from '../intake/verdicts.ts';
import { acceptPunches } from './accept-punches.ts';
import { noteAction } from './note-action.ts';

export interface ImportedCounts {
  punches: number;
  /** Of the punches, those that the server had before. */
  knownBefore: number;
  accepted: number;
  duplicate: number;
  refused: number;
  failed: number;
  records: number;
  recordsRefused: number;
  leftOut: number;
}

export type ImportOutcome = { readonly kind: 'imported'; readonly opened: OpenedExport; readonly counts: ImportedCounts } | ExportRefusal | Exclude<FormsOutcome, { kind: 'opened' }>;

export type ImportDeps = Pick<ServerDeps, 'database' | 'clock' | 'seal'>;

/** @param tell hears each verdict that is neither accepted nor duplicate */
export async function importExport(deps: ImportDeps, place: string, tell: (verdict: Extract<Verdict, { kind: 'refused' | 'failed' }>) => void): Promise<ImportOutcome> {
  const opened = await openExport(deps, place);
  if (opened.kind !== 'opened') return opened;
  const device = deviceOf(opened);
  const forms = await openForms(opened, device, (sealed) => deps.seal.open(sealed));
  if (forms.kind !== 'opened') return forms;
  const counts: ImportedCounts = { punches: 0, knownBefore: 0, accepted: 0, duplicate: 0, refused: 0, failed: 0, records: 0, recordsRefused: 0, leftOut: 0 };
  const knownRules = new KnownRules();
  const take = (batch: OfferedBatch): Promise<void> => takeBatch({ ...deps, knownRules }, batch, counts, tell);
  for (const batch of forms.batches) await take(batch);
  for await (const { batch, leftOut } of readRows(opened, device, randomUUID)) {
    counts.leftOut += leftOut;
    await take(batch);
  }
  await noteAction(deps, operatorOf(device.tenantId), 'importExport', { params: { exportId: opened.manifest.exportId, deviceId: device.deviceId }, body: null });
  return { kind: 'imported', opened, counts };
}

async function takeBatch(deps: ImportDeps & { readonly knownRules: KnownRules }, batch: OfferedBatch, counts: ImportedCounts, tell: (verdict: Extract<Verdict, { kind: 'refused' | 'failed' }>) => void): Promise<void> {
  counts.knownBefore += (await loadKnownPunches(tenantScope(deps.database.reader, batch.device.tenantId), batch.offers.map(idOf))).size;
  const [answer] = await acceptPunches(deps, [batch]);
  if (answer === undefined) throw new Error('a batch was not answered');
  const kinds = countKinds(answer.verdicts);
  counts.punches += answer.verdicts.length;
  for (const kind of ['accepted', 'duplicate', 'refused', 'failed'] as const) counts[kind] += kinds[kind];
  counts.records += answer.recordVerdicts.length;
  counts.recordsRefused += answer.recordVerdicts.filter((verdict) => verdict.kind === 'refused').length;
  for (const verdict of answer.verdicts) if (verdict.kind === 'refused' || verdict.kind === 'failed') tell(verdict);
}

/** As it would call itself: at the timeclock where the punches were made. A token that was revoked is no matter here: the tenant's key vouches for the export. */
function deviceOf({ manifest }: OpenedExport): DeviceCaller {
  const base = { tenantId: manifest.tenant.tenantId, deviceId: manifest.device.deviceId, timeclockId: manifest.timeclock.timeclockId };
  return { kind: 'device', ...base, tokenHash: '', successorToken: () => '', lastContactMs: 0, lastAddress: null, lastRun: null };
}

function operatorOf(tenantId: string): ConsoleCaller {
  return { kind: 'console', tenantId, userId: 'command-line', username: 'command line', role: 'administrator', timeclocks: null, sessionHash: '' };
}
