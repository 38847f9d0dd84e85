/** D: ping, downloads, batches up, changes down. */
import { contractVersion } from '../../shared/contracts/version.ts';
import { maxBatchBytes, type BatchAnswer } from '../../shared/contracts/http.ts';
import type { Verdict } from '../../shared/contracts/entities.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { ArrivalOrder } from '../http/arrival-order.ts';
import type { DeviceCaller } from '../callers.ts';
import { ContactNotes } from '../fleet/contact-notes.ts';
import { problem } from '../errors.ts';
import { countKinds } from '../intake/verdicts.ts';
import { readBatch, type OfferedBatch, type ReadBatchOutcome } from '../intake/offers.ts';
import type { Lane, Lanes } from '../http/lanes.ts';
import { serveChanges } from '../use-cases/serve-changes.ts';
import { serveEmployees } from '../use-cases/serve-employees.ts';
import { serveTexts } from '../use-cases/serve-texts.ts';
import { tryBatch } from '../use-cases/try-batch.ts';
import { register, type RouteOutcome } from './register.ts';

export type PunchLanes = Lanes<OfferedBatch, BatchAnswer>;

/** Base64 of a batch that did not compress at all, with its envelope. */
const sealedBodyLimit = Math.ceil((maxBatchBytes * 4) / 3) + 4096;

export function registerSyncRoutes(app: ServerApp, deps: ServerDeps, lanes: PunchLanes): void {
  const contacts = new ContactNotes(deps);
  app.addHook('preClose', () => contacts.close());
  register(app, deps, 'ping', ({ query, caller, address, run }) => {
    if (caller.kind === 'device') contacts.note(caller, address, run);
    return Promise.resolve({
      kind: 'answer',
      answer: {
        service: 'zentime',
        contractVersion,
        nonce: query.nonce,
        serverEpoch: deps.epoch,
        serverInstant: new Date(deps.clock.wallMs()).toISOString(),
        authenticated: caller.kind === 'device',
        seenAddress: caller.kind === 'device' ? address : null,
        zoneDataEdition: zoneDataEdition(),
        programVersion: caller.kind === 'device' ? deps.programVersion : null,
      },
    });
  });
  register(app, deps, 'readEmployees', async ({ query, caller }) => {
    const outcome = await serveEmployees(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'readTexts', async ({ caller }) => {
    const outcome = await serveTexts(deps, caller);
    return outcome.kind === 'texts' ? { kind: 'answer', answer: { texts: outcome.texts } } : outcome;
  });
  register(app, deps, 'readChanges', async ({ query, caller, address, run }) => {
    contacts.note(caller, address, run);
    const outcome = await serveChanges(deps, caller, query);
    return outcome.kind === 'changes' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  registerUpload(app, deps, lanes, contacts);
}

function registerUpload(app: ServerApp, deps: ServerDeps, lanes: PunchLanes, contacts: ContactNotes): void {
  const order = new ArrivalOrder();
  register(
    app,
    deps,
    'uploadBatch',
    async ({ query, caller, bytes, address, run }) => {
      if (bytes === null) return problem('unsupportedMediaType');
      contacts.note(caller, address, run);
      return order.inTurn(
        `${caller.tenantId} ${caller.deviceId}`,
        () => openBatch(deps, bytes, caller, address),
        (opened) => {
          if (opened.kind === 'problem') return Promise.resolve(opened);
          return query.dryRun === undefined ? offerBatch(deps, lanes, query.lane, opened.batch) : tryBatch(deps, caller, opened.batch);
        },
      );
    },
    { bodyLimit: sealedBodyLimit },
  );
}

async function openBatch(deps: ServerDeps, bytes: Buffer, caller: DeviceCaller, address: string): Promise<ReadBatchOutcome> {
  const opened = await deps.seal.open(bytes);
  if (opened.kind === 'unreadable') return problem('sealUnreadable');
  if (opened.kind === 'unknownKey') return problem('sealingKeyUnknown');
  return opened.kind === 'tooLarge' ? problem('bodyTooLarge') : readBatch(opened.plain, caller, address);
}

async function offerBatch(deps: ServerDeps, lanes: PunchLanes, lane: Lane, batch: OfferedBatch): Promise<RouteOutcome<'uploadBatch'>> {
  const outcome = await lanes.offer(lane, batch, Math.max(1, batch.offers.length + batch.records.length));
  if (outcome.kind === 'overloaded') {
    deps.log.log('server.overloaded', { lane, retryAfterSeconds: outcome.retryAfterSeconds });
    return problem('overloaded', { retryAfterSeconds: outcome.retryAfterSeconds });
  }
  announceStored(deps, batch, outcome.answer.verdicts);
  return { kind: 'answer', answer: outcome.answer };
}

function announceStored(deps: ServerDeps, batch: OfferedBatch, verdicts: readonly Verdict[]): void {
  const { accepted, duplicate, refused } = countKinds(verdicts);
  const stored = { deviceId: batch.device.deviceId, recovery: batch.recovery, count: verdicts.length, accepted, duplicate, refused };
  deps.announce({ event: 'punchesStored', ...stored });
  deps.log.log('server.batchStored', stored);
  const setAside = verdicts.filter((verdict) => verdict.kind === 'refused' && (verdict.code === 'idConflict' || verdict.code === 'malformed')).length;
  if (setAside > 0) deps.log.log('server.punchesSetAside', { deviceId: stored.deviceId, count: setAside });
}
