/**
 * Every state x event decision of the sync machine. A state or an event that is new does not compile until its row or
 * column is filled in; the test beside this file drives the machine through each pair and compares.
 */
import type { SyncState } from '../shared/contracts/daemon.ts';
import type { SyncEvent } from './sync-vocabulary.ts';

/** A configuration with another server, token, device or key. */
type ConfigureAnew = 'configureAnew';
/** Time passes: until the next sync is due, until the next ping, until the failed step may be tried again. */
type Timer = 'intervalPasses' | 'pingPausePasses' | 'retryPausePasses';
/** How a ping or a step of the run comes out. `stepUnanswered`: time-out, unreachable, or not our server. `tokenExpired` and `keyReplaced` (D2) are the first such answer in a run. */
type OutcomeEvent = 'pingAnswered' | 'pingUnanswered' | 'stepDone' | 'stepFailed' | 'stepUnanswered' | 'tokenRefused' | 'tokenExpired' | 'keyReplaced';

export type TableEvent = SyncEvent['type'] | ConfigureAnew | Timer | OutcomeEvent;
export type Decision = `goes to ${SyncState}` | `stays: ${string}` | `ignored: ${string}`;

const noRequest = {
  pingAnswered: 'ignored: no ping is under way',
  pingUnanswered: 'ignored: no ping is under way',
  stepDone: 'ignored: no step is under way',
  stepFailed: 'ignored: no step is under way',
  stepUnanswered: 'ignored: no step is under way',
  tokenRefused: 'ignored: no step is under way',
  tokenExpired: 'ignored: no step is under way',
  keyReplaced: 'ignored: no step is under way',
} as const;
const noTimer = { intervalPasses: 'ignored: the sync is under way', pingPausePasses: 'ignored: the requests of the sync tell as much', retryPausePasses: 'ignored: nothing is paused' } as const;
const busy = {
  configure: 'stays: takes the new intervals',
  configureAnew: 'goes to probing',
  syncNow: 'ignored: the sync is under way',
  networkHint: 'ignored: the request under way tells as much',
  stop: 'goes to stopped',
  ...noTimer,
  pingAnswered: 'ignored: no ping is under way',
  pingUnanswered: 'ignored: no ping is under way',
  stepFailed: 'goes to backingOff',
  stepUnanswered: 'goes to probing',
  tokenRefused: 'goes to unauthorised',
  tokenExpired: 'goes to renewing',
  keyReplaced: 'ignored: only a batch is sealed',
} as const;

export const syncMachineTable: Record<SyncState, Record<TableEvent, Decision>> = {
  stopped: {
    configure: 'goes to probing',
    configureAnew: 'goes to probing',
    syncNow: 'ignored: there is no configuration yet',
    networkHint: 'ignored: there is no configuration yet',
    stop: 'stays: stopped already',
    intervalPasses: 'ignored: there is no configuration yet',
    pingPausePasses: 'ignored: there is no configuration yet',
    retryPausePasses: 'ignored: there is no configuration yet',
    ...noRequest,
  },
  waiting: {
    configure: 'stays: takes the new intervals with the next ping',
    configureAnew: 'goes to probing',
    syncNow: 'goes to probing',
    networkHint: 'goes to probing',
    stop: 'goes to stopped',
    intervalPasses: 'goes to probing',
    pingPausePasses: 'goes to probing',
    retryPausePasses: 'ignored: nothing is paused',
    ...noRequest,
  },
  offline: {
    configure: 'stays: takes the new intervals with the next ping',
    configureAnew: 'goes to probing',
    syncNow: 'goes to probing',
    networkHint: 'goes to probing',
    stop: 'goes to stopped',
    intervalPasses: 'goes to probing',
    pingPausePasses: 'goes to probing',
    retryPausePasses: 'ignored: nothing is paused',
    ...noRequest,
  },
  probing: {
    configure: 'stays: takes the new intervals',
    configureAnew: 'goes to probing',
    syncNow: 'stays: the ping under way answers for the sync as well',
    networkHint: 'ignored: the ping under way tells as much',
    stop: 'goes to stopped',
    intervalPasses: 'ignored: the ping answers or fails first',
    pingPausePasses: 'ignored: a ping is under way',
    retryPausePasses: 'ignored: a ping is under way',
    pingAnswered: 'goes to waiting',
    pingUnanswered: 'goes to probing',
    stepDone: 'ignored: no step is under way',
    stepFailed: 'ignored: no step is under way',
    stepUnanswered: 'ignored: no step is under way',
    tokenRefused: 'ignored: no step is under way',
    tokenExpired: 'ignored: no step is under way',
    keyReplaced: 'ignored: no step is under way',
  },
  uploading: { ...busy, stepDone: 'goes to downloading', keyReplaced: 'stays: seals the batch anew, with its id' },
  downloading: { ...busy, stepDone: 'goes to waiting' },
  clearing: { ...busy, stepDone: 'goes to waiting', stepUnanswered: 'ignored: only main is asked', tokenRefused: 'ignored: only main is asked', tokenExpired: 'ignored: only main is asked' },
  renewing: { ...busy, stepDone: 'goes to uploading', tokenExpired: 'goes to unauthorised' },
  backingOff: {
    configure: 'stays: takes the new intervals',
    configureAnew: 'goes to probing',
    syncNow: 'ignored: the sync is under way, and Retry-After and backoff win',
    networkHint: 'goes to probing',
    stop: 'goes to stopped',
    intervalPasses: 'ignored: the sync is under way',
    pingPausePasses: 'goes to probing',
    retryPausePasses: 'goes to probing',
    ...noRequest,
  },
  unauthorised: {
    configure: 'stays: takes the new intervals with the next ping',
    configureAnew: 'goes to probing',
    syncNow: 'goes to probing',
    networkHint: 'goes to probing',
    stop: 'goes to stopped',
    intervalPasses: 'goes to probing',
    pingPausePasses: 'goes to probing',
    retryPausePasses: 'ignored: nothing is paused',
    ...noRequest,
  },
};

/** Why and from where a ping was sent: what its answer leads to depends on it. */
export type ProbeSituation = 'fromWaiting' | 'whenDue' | 'fromBackingOff' | 'fromUnauthorised' | 'tokenGoodAgain' | 'confirming' | 'resuming' | 'whileOffline' | 'heldByServer';

/** `unanswered`: this ping and, where the rule tries once more at once, the next one. */
export const probingTable: Record<ProbeSituation, Record<'answered' | 'unanswered', Decision>> = {
  fromWaiting: { answered: 'goes to waiting', unanswered: 'goes to offline' },
  whenDue: { answered: 'goes to uploading', unanswered: 'goes to offline' },
  fromBackingOff: { answered: 'goes to backingOff', unanswered: 'goes to offline' },
  fromUnauthorised: { answered: 'goes to unauthorised', unanswered: 'goes to offline' },
  tokenGoodAgain: { answered: 'goes to uploading', unanswered: 'goes to offline' },
  confirming: { answered: 'goes to backingOff', unanswered: 'goes to offline' },
  resuming: { answered: 'goes to uploading', unanswered: 'goes to offline' },
  whileOffline: { answered: 'goes to uploading', unanswered: 'goes to offline' },
  heldByServer: { answered: 'goes to waiting', unanswered: 'goes to offline' },
};
