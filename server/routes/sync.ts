/** D: ping, downloads, batches up, changes down. */
import { contractVersion } from '../../shared/contracts/version.ts';
import { maxBatchBytes } from '../../shared/contracts/http.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { ArrivalOrder } from '../http/arrival-order.ts';
import type { DeviceCaller } from '../callers.ts';
import { ContactNotes } from '../fleet/contact-notes.ts';
import { problem, type Problem } from '../errors.ts';
import { readBatch } from '../intake/offers.ts';
import type { Lane, Lanes } from '../http/lanes.ts';
import { serveChanges } from '../use-cases/serve-changes.ts';
import { serveEmployees } from '../use-cases/serve-employees.ts';
import { serveTexts } from '../use-cases/serve-texts.ts';
import type { OpenedBatch, TakenBatch } from '../use-cases/take-batches.ts';
import { tryBatch } from '../use-cases/try-batch.ts';
import { register, type RouteOutcome } from './register.ts';

export type PunchLanes = Lanes<OpenedBatch, TakenBatch | Problem>;

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
          return query.dryRun === undefined ? offerBatch(deps, lanes, query.lane, opened) : dryRun(deps, caller, opened);
        },
      );
    },
    { bodyLimit: sealedBodyLimit },
  );
}

type Opening = ({ readonly kind: 'opened' } & OpenedBatch) | Problem;

async function openBatch(deps: ServerDeps, bytes: Buffer, { tenantId, deviceId, timeclockId }: DeviceCaller, address: string): Promise<Opening> {
  const opened = await deps.seal.open(bytes);
  if (opened.kind === 'unreadable') return problem('sealUnreadable');
  if (opened.kind === 'unknownKey') return problem('sealingKeyUnknown');
  return opened.kind === 'tooLarge' ? problem('bodyTooLarge') : { kind: 'opened', sender: { tenantId, deviceId, timeclockId }, address, plain: opened.plain };
}

async function dryRun(deps: ServerDeps, caller: DeviceCaller, { plain, sender, address }: OpenedBatch): Promise<RouteOutcome<'uploadBatch'>> {
  const read = readBatch(plain, sender, address);
  return read.kind === 'problem' ? read : tryBatch(deps, caller, read.batch);
}

/** About what a punch takes as JSON: the lanes count what nobody has read yet. */
const bytesEach = 750;

async function offerBatch(deps: ServerDeps, lanes: PunchLanes, lane: Lane, batch: OpenedBatch): Promise<RouteOutcome<'uploadBatch'>> {
  const offered = await lanes.offer(lane, batch, Math.ceil(batch.plain.length / bytesEach));
  if (offered.kind === 'overloaded') {
    deps.log.log('server.overloaded', { lane, retryAfterSeconds: offered.retryAfterSeconds });
    return problem('overloaded', { retryAfterSeconds: offered.retryAfterSeconds });
  }
  if (offered.answer.kind === 'problem') return offered.answer;
  announceStored(deps, batch.sender.deviceId, offered.answer);
  return { kind: 'written', answer: offered.answer.answer };
}

function announceStored(deps: ServerDeps, deviceId: string, { recovery, count, accepted, duplicate, refused, setAside }: TakenBatch): void {
  const stored = { deviceId, recovery, count, accepted, duplicate, refused };
  deps.announce({ event: 'punchesStored', ...stored });
  deps.log.log('server.batchStored', stored);
  if (setAside > 0) deps.log.log('server.punchesSetAside', { deviceId, count: setAside });
}
