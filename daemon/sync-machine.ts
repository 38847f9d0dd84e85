/**
 * The sync machine: every decision about syncing, and no I/O. Steps, clock, randomness and the log come in as
 * arguments; time passes through XState's clock, so that a simulated one makes a day last a millisecond.
 * sync-machine.md is its specification, sync-machine-table.ts every state x event decision.
 *
 *                 configure
 *    stopped ----------------> probing <------------- interval, sync now, hint, idle ping -------------+
 *       ^                     |  |  |  |                                                               |
 *       | stop (from all)     |  |  |  +-- answered, nothing to do ------------------------------> waiting <--+
 *       |                     |  |  +----- no answer, twice --> offline --(every 1 to 2 s)--> probing         |
 *       |                     |  +-------- of a run: answered --> backingOff                                  |
 *       |                     |            answered: due, asked for, or back on line (recovery)               |
 *       |                     v                                                                               |
 *       |                 uploading ----------> downloading ----------> clearing (recovery only) ------------>+
 *       |                     |                     |                      |                                  ^
 *       |                     +------ a step failed: why? -----------------+                                  |
 *       |                                           v                                                         |
 *       |                                       backingOff --(Retry-After or backoff, up to 3 times)--> probing --> the step
 *       |                                        |      |                                                     |
 *       |                         401            |      +--- retries used up: failed until the next interval -+
 *       +---------------- unauthorised <---------+
 *
 * Recovery is a mode (`run.recovery`), not a state. `renewing` lies beside the run: from `uploading` when main finds the token old, from
 * `backingOff` once when the server finds it expired; a new token leads back to the step, a refusal to `unauthorised`.
 */
import { and } from 'xstate';
import type { DaemonConfiguration } from '../shared/contracts/daemon.ts';
import { initialContext } from './sync-context.ts';
import type { ProbeOutcome, RenewOutcome } from './sync-steps.ts';
import { uploadOf, type RunStep, type StepBehindRenewal } from './sync-run.ts';
import { configurationOf, runOf, syncVocabulary, type SyncMachineParts } from './sync-vocabulary.ts';

type Done<T> = { event: { output: T } };
const output = <T>({ event }: Done<T>): T => event.output;
const configurationIn = ({ event }: { event: { configuration: DaemonConfiguration } }): DaemonConfiguration => event.configuration;

const startSync = { type: 'probeFor', params: { purpose: 'startSync', back: 'waiting' } } as const;
const lookAround = { type: 'probeFor', params: { purpose: 'idle', back: 'waiting' } } as const;
const countFailure = { type: 'countProbeFailure', params: output<ProbeOutcome> } as const;
const online = { type: 'goOnline', params: output<ProbeOutcome> } as const;
const at =
  (step: RunStep) =>
  ({ event }: Done<ProbeOutcome>) => ({ outcome: event.output, step });
const before =
  (step: StepBehindRenewal) =>
  ({ event }: Done<RenewOutcome>) => ({ outcome: event.output, step });
const completed = { type: 'endSync', params: 'completed' } as const;
const brokenOff = { type: 'endSync', params: 'brokenOff' } as const;

export function createSyncMachine(parts: SyncMachineParts) {
  return syncVocabulary(parts).createMachine({
    id: 'sync',
    context: initialContext(),
    initial: 'stopped',
    on: {
      stop: '.stopped',
      configure: [
        { guard: { type: 'hasOtherCredentials', params: configurationIn }, target: '.probing', actions: ['dropRun', { type: 'reconfigure', params: configurationIn }, startSync] },
        { actions: { type: 'reconfigure', params: configurationIn } },
      ],
    },
    states: {
      stopped: {
        entry: 'dropRun',
        on: {
          configure: { target: 'probing', actions: [{ type: 'start', params: configurationIn }, lookAround] },
        },
      },

      waiting: {
        on: {
          syncNow: { guard: 'isServerWilling', target: 'probing', actions: startSync },
          networkHint: { guard: 'isHintFresh', target: 'probing', actions: lookAround },
        },
        after: {
          untilDue: { target: 'probing', actions: startSync },
          idlePing: { target: 'probing', actions: lookAround },
        },
      },

      offline: {
        on: {
          syncNow: { guard: 'isServerWilling', target: 'probing', actions: startSync },
          networkHint: { guard: and(['isHintFresh', 'isServerWilling']), target: 'probing', actions: lookAround },
        },
        after: {
          untilDue: { target: 'probing', actions: startSync },
          offlinePing: { target: 'probing', actions: lookAround },
        },
      },

      probing: {
        entry: 'beginProbe',
        on: { syncNow: { guard: 'isIdlePing', actions: 'askForSync' } },
        invoke: {
          src: 'probe',
          input: ({ context }) => ({ configuration: configurationOf(context), isOffline: context.online === false }),
          onDone: [
            { guard: { type: 'beginsSyncLater', params: output }, target: 'waiting', actions: [online, 'postponeSync'] },
            { guard: { type: 'beginsSync', params: output }, target: 'uploading', actions: [online, 'startRun'] },
            { guard: { type: 'resumesAt', params: at('beginning') }, target: 'uploading.beginning', actions: online },
            { guard: { type: 'resumesAt', params: at('sending') }, target: 'uploading.sending', actions: online },
            { guard: { type: 'resumesAt', params: at('closing') }, target: 'uploading.closing', actions: online },
            { guard: { type: 'resumesAt', params: at('fetching') }, target: 'downloading.fetching', actions: online },
            { guard: { type: 'resumesAt', params: at('applying') }, target: 'downloading.applying', actions: online },
            { guard: { type: 'resumesAt', params: at('clearing') }, target: 'clearing', actions: online },
            { guard: { type: 'resumesAt', params: at('renewing') }, target: 'renewing', actions: online },
            { guard: { type: 'leadsBackTo', params: ({ event }) => ({ outcome: event.output, back: 'backingOff' }) }, target: 'backingOff', actions: online },
            { guard: { type: 'leadsBackTo', params: ({ event }) => ({ outcome: event.output, back: 'unauthorised' }) }, target: 'unauthorised', actions: online },
            { guard: { type: 'isAnswered', params: output }, target: 'waiting', actions: online },
            { guard: { type: 'isFirstFailureOnline', params: output }, target: 'probing', reenter: true, actions: countFailure },
            { guard: 'isIdlePing', target: 'offline', actions: [countFailure, { type: 'goOffline', params: output }] },
            { target: 'offline', actions: [countFailure, { type: 'goOffline', params: output }, brokenOff] },
          ],
        },
      },

      uploading: {
        initial: 'beginning',
        states: {
          beginning: {
            entry: { type: 'reach', params: 'beginning' },
            invoke: {
              src: 'beginSync',
              input: ({ context }) => ({ recovery: runOf(context).recovery }),
              onDone: [
                { guard: { type: 'failed', params: output }, target: '#sync.backingOff', actions: { type: 'noteFailure', params: output } },
                { guard: { type: 'isRenewalDue', params: output }, target: '#sync.renewing', actions: [{ type: 'noteBegun', params: output }, 'renewEarly'] },
                { guard: { type: 'hasNothingToSend', params: output }, target: 'closing', actions: { type: 'noteBegun', params: output } },
                { target: 'sending', actions: { type: 'noteBegun', params: output } },
              ],
            },
          },
          sending: {
            entry: { type: 'reach', params: 'sending' },
            invoke: {
              src: 'uploadBatch',
              input: ({ context }) => ({ configuration: configurationOf(context), ...uploadOf(runOf(context)) }),
              onDone: [
                { guard: { type: 'mayBeSealedAnew', params: output }, target: 'sending', reenter: true, actions: { type: 'sealAnew', params: output } },
                { guard: { type: 'isTooLarge', params: output }, target: 'sending', reenter: true, actions: { type: 'divideBatch', params: output } },
                { guard: { type: 'failed', params: output }, target: '#sync.backingOff', actions: { type: 'noteFailure', params: output } },
                { guard: { type: 'isAllSent', params: output }, target: 'closing', actions: { type: 'noteBatch', params: output } },
                { target: 'sending', reenter: true, actions: { type: 'noteBatch', params: output } },
              ],
            },
          },
          closing: {
            entry: { type: 'reach', params: 'closing' },
            invoke: {
              src: 'completeUpload',
              input: ({ context }) => ({ recovery: runOf(context).recovery, sent: runOf(context).sent }),
              onDone: [{ guard: { type: 'failed', params: output }, target: '#sync.backingOff', actions: { type: 'noteFailure', params: output } }, { target: '#sync.downloading' }],
            },
          },
        },
      },

      downloading: {
        initial: 'fetching',
        states: {
          fetching: {
            entry: { type: 'reach', params: 'fetching' },
            invoke: {
              src: 'fetchPage',
              input: ({ context }) => ({ configuration: configurationOf(context), source: runOf(context).source, first: runOf(context).isFirstPage }),
              onDone: [
                { guard: { type: 'needsFullDownload', params: output }, target: 'fetching', reenter: true, actions: 'downloadAnew' },
                { guard: { type: 'failed', params: output }, target: '#sync.backingOff', actions: { type: 'noteFailure', params: output } },
                { guard: { type: 'hasMorePages', params: output }, target: 'fetching', reenter: true, actions: { type: 'notePage', params: output } },
                { target: 'applying', actions: { type: 'notePage', params: output } },
              ],
            },
          },
          applying: {
            entry: { type: 'reach', params: 'applying' },
            invoke: {
              src: 'applyChanges',
              input: ({ context }) => ({ cursor: runOf(context).newCursor, chainEnd: runOf(context).chainEnd }),
              onDone: [
                { guard: { type: 'failed', params: output }, target: '#sync.backingOff', actions: { type: 'noteFailure', params: output } },
                { guard: 'isRecovery', target: '#sync.clearing' },
                { target: '#sync.waiting', actions: completed },
              ],
            },
          },
        },
      },

      clearing: {
        entry: { type: 'reach', params: 'clearing' },
        invoke: {
          src: 'clear',
          onDone: [
            { guard: { type: 'failed', params: output }, target: 'backingOff', actions: { type: 'noteFailure', params: output } },
            { target: 'waiting', actions: completed },
          ],
        },
      },

      renewing: {
        entry: { type: 'reach', params: 'renewing' },
        invoke: {
          src: 'renewToken',
          input: ({ context }) => ({ configuration: configurationOf(context) }),
          onDone: [
            { guard: { type: 'isRenewedBefore', params: before('sending') }, target: 'uploading.sending', actions: { type: 'takeToken', params: output } },
            { guard: { type: 'isRenewedBefore', params: before('fetching') }, target: 'downloading.fetching', actions: { type: 'takeToken', params: output } },
            {
              target: 'backingOff',
              actions: [
                { type: 'noteFailure', params: output },
                { type: 'noteNotRenewed', params: output },
              ],
            },
          ],
        },
      },

      backingOff: {
        on: { networkHint: { guard: 'isHintFresh', target: 'probing', actions: { type: 'probeFor', params: { purpose: 'idle', back: 'backingOff' } } } },
        always: [
          { guard: 'mayRenew', target: 'renewing', actions: 'renewExpired' },
          { guard: 'isUnauthorised', target: 'unauthorised', actions: brokenOff },
          { guard: 'isConnectionDoubted', target: 'probing', actions: { type: 'probeFor', params: { purpose: 'confirm', back: 'backingOff' } } },
          { guard: 'isExhausted', target: 'waiting', actions: brokenOff },
        ],
        after: {
          untilRetry: { target: 'probing', actions: { type: 'probeFor', params: { purpose: 'resume', back: 'backingOff' } } },
          idlePing: { target: 'probing', actions: { type: 'probeFor', params: { purpose: 'idle', back: 'backingOff' } } },
        },
      },

      unauthorised: {
        on: {
          syncNow: { guard: 'isServerWilling', target: 'probing', actions: startSync },
          networkHint: { guard: 'isHintFresh', target: 'probing', actions: { type: 'probeFor', params: { purpose: 'idle', back: 'unauthorised' } } },
        },
        after: {
          untilDue: { target: 'probing', actions: startSync },
          idlePing: { target: 'probing', actions: { type: 'probeFor', params: { purpose: 'idle', back: 'unauthorised' } } },
        },
      },
    },
  });
}
