/**
 * A9: a kiosk sets itself up from a file: company, timeclock, enrolment code, as from the wizard, whose steps it takes. The code is used once and taken
 * out of the file as soon as the device is enrolled; whoever dies in between finds that out at the next start by the code's hash. The server's
 * absence is waited out with growing pauses; what is wrong with the file is shown, and looked at again, until somebody has put it right.
 */
import { createHash } from 'node:crypto';
import { unreachable } from '../../shared/lib/outcome.ts';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import type { ProvisioningView, ProvisionFault, ProvisionRefusal } from '../../shared/contracts/provisioning-calls.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk, ProvisioningControl } from '../kiosk.ts';
import { chooseTimeclock } from '../use-cases/choose-timeclock.ts';
import { enrolDeviceByCode } from '../use-cases/enrol-device-by-code.ts';
import { findCompany } from '../use-cases/find-company.ts';
import type { ProvisionSource } from './provision-source.ts';
import type { Provision } from './read-provision.ts';

export type ProvisionedKiosk = Pick<Kiosk, 'setup' | 'settings' | 'relay' | 'device' | 'download' | 'timers' | 'whereabouts' | 'syncLog' | 'time' | 'log' | 'emit'>;

export interface ProvisionerInput {
  readonly kiosk: () => ProvisionedKiosk;
  /** Null where there is no such file. */
  readonly source: ProvisionSource | null;
  readonly wallMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

type AwayReason = Extract<CallAnswer<'findCompany'>, { kind: 'serverAway' }>['reason'];
type Step = { readonly kind: 'on' } | { readonly kind: 'enrolled' } | { readonly kind: 'wait'; readonly reason: AwayReason | 'lockedOut'; readonly seconds: number | null } | { readonly kind: 'refused'; readonly code: ProvisionRefusal };
type StepAnswer = CallAnswer<'findCompany'> | CallAnswer<'chooseTimeclock'> | CallAnswer<'enrolDeviceByCode'>;

const firstRetryMs = 2_000;
const longestRetryMs = 60_000;
/** How often a file that cannot be used is looked at again. */
const lookAgainMs = 30_000;

export class Provisioner implements ProvisioningControl {
  readonly #input: ProvisionerInput;
  #view: ProvisioningView = { kind: 'none' };
  #isRunning = false;
  #isStopped = false;
  #isPaused = false;
  #failures = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(input: ProvisionerInput) {
    this.#input = input;
  }

  get view(): ProvisioningView {
    return this.#view;
  }

  /** Begins or goes on; nothing while it runs, and nothing but tidying up where the kiosk is set up. */
  start(): void {
    const { source } = this.#input;
    if (source === null || this.#isRunning || this.#isStopped) return;
    this.#isPaused = false;
    this.#cancelTimer();
    const { setup, log } = this.#input.kiosk();
    const step = setup.record()?.step ?? 'done';
    if (step === 'done' || step === 'download') {
      const isTidy = this.#tidyUp(source);
      if (step === 'download') this.#tell({ kind: 'enrolled', file: source.path, codeLeft: !isTidy });
      else log('provisioning.ignored', { file: source.path });
      return;
    }
    this.#isRunning = true;
    void this.#run(source)
      .catch((error: unknown) => log('main.defect', { where: 'provisioner', why: error instanceof Error ? error.name : 'unknown' }))
      .finally(() => (this.#isRunning = false));
  }

  /** Somebody sets the kiosk up by hand: nothing moves beneath them. */
  pause(): void {
    this.#isPaused = true;
    this.#cancelTimer();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  async #run(source: ProvisionSource): Promise<void> {
    const kiosk = this.#input.kiosk();
    const outcome = source.read();
    if (outcome.kind === 'invalid') return this.#refuseFile(source, outcome.faults);
    const { provision } = outcome;
    if (this.#view.kind === 'none') kiosk.log('provisioning.begun', { file: source.path, timeclockId: provision.timeclockId });
    this.#tell({ kind: 'working', file: source.path });
    this.#prepare(provision);
    for (;;) {
      if (this.#isStopped || this.#isPaused) return;
      const step = await this.#step(provision);
      switch (step.kind) {
        case 'on':
          this.#failures = 0;
          continue;
        case 'wait':
          return this.#wait(source, step);
        case 'refused':
          return this.#refuse(source, step.code);
        case 'enrolled':
          return this.#end(source);
        default:
          return unreachable(step, 'step of provisioning');
      }
    }
  }

  /** What the device is called, and a wizard that stands somewhere else, before anything is asked. */
  #prepare(provision: Provision): void {
    const { settings, setup } = this.#input.kiosk();
    if (provision.deviceName !== undefined && settings.read('deviceName') === null) settings.write('deviceName', provision.deviceName);
    if (provision.fixedPosition !== undefined) settings.write('fixedPosition', provision.fixedPosition);
    const record = setup.record();
    const { company, alias, serverUrl } = provision;
    const isElsewhere = record !== null && record.step !== 'company' && (record.company !== company || record.alias !== alias);
    if (isElsewhere || record?.step === 'company') setup.store({ step: 'company', serverUrl, company, alias });
  }

  async #step(provision: Provision): Promise<Step> {
    const kiosk = this.#input.kiosk();
    const record = kiosk.setup.record();
    switch (record?.step) {
      case 'company':
        return stepOf(await findCompany(kiosk, { serverUrl: provision.serverUrl, company: provision.company, alias: provision.alias }));
      case 'timeclock':
        return stepOf(await chooseTimeclock(kiosk, { timeclockId: provision.timeclockId }));
      case 'credentials':
        if (record.properties.timeclockId !== provision.timeclockId) return { kind: 'refused', code: 'otherSetup' };
        return provision.enrolmentCode === undefined ? { kind: 'refused', code: 'noCode' } : this.#enrol(provision.enrolmentCode);
      case 'download':
      case undefined:
        return { kind: 'enrolled' };
    }
  }

  /** The code's hash first: after a kill it says whether the code in the file is the one that was used. */
  async #enrol(code: string): Promise<Step> {
    const kiosk = this.#input.kiosk();
    kiosk.settings.write('provisionedBy', hashOf(code));
    return stepOf(await enrolDeviceByCode(kiosk, { code }));
  }

  #end(source: ProvisionSource): void {
    const { download, log } = this.#input.kiosk();
    const isTidy = this.#tidyUp(source);
    log('provisioning.enrolled', { file: source.path });
    this.#tell({ kind: 'enrolled', file: source.path, codeLeft: !isTidy });
    download.start();
  }

  /** Takes a used code out of the file; false where it is still there. */
  #tidyUp(source: ProvisionSource): boolean {
    const { settings, log } = this.#input.kiosk();
    const outcome = source.read();
    const code = outcome.kind === 'provision' ? outcome.provision.enrolmentCode : undefined;
    if (code === undefined || settings.read('provisionedBy') !== hashOf(code)) return true;
    try {
      source.removeCode(toInstant(this.#input.wallMs()));
      log('provisioning.codeRemoved', { file: source.path });
      return true;
    } catch (error) {
      log('provisioning.codeLeft', { file: source.path, why: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' });
      return false;
    }
  }

  #refuseFile(source: ProvisionSource, faults: readonly ProvisionFault[]): void {
    const view = { kind: 'invalid' as const, file: source.path, faults: [...faults] };
    if (JSON.stringify(view) !== JSON.stringify(this.#view)) for (const { reason, path, line, column } of faults) this.#input.kiosk().log('provisioning.invalid', { file: source.path, reason, path, line, column });
    this.#tell(view);
    this.#again(lookAgainMs);
  }

  #refuse(source: ProvisionSource, code: ProvisionRefusal): void {
    if (this.#view.kind !== 'refused' || this.#view.code !== code) this.#input.kiosk().log('provisioning.refused', { file: source.path, code });
    this.#tell({ kind: 'refused', file: source.path, code });
    this.#again(lookAgainMs);
  }

  #wait(source: ProvisionSource, { reason, seconds }: Extract<Step, { kind: 'wait' }>): void {
    const backoffMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures = Math.min(10, this.#failures + 1);
    // A fleet that is switched on at once does not come again at once.
    const delayMs = seconds === null ? Math.round(backoffMs * (0.75 + 0.5 * this.#input.random())) : seconds * 1000;
    this.#input.kiosk().log('provisioning.waiting', { reason, delayMs });
    this.#tell({ kind: 'waiting', file: source.path, reason, retryAt: toInstant(this.#input.wallMs() + delayMs) });
    this.#again(delayMs);
  }

  #again(delayMs: number): void {
    this.#cancelTimer();
    if (this.#isPaused) return;
    this.#cancelTimer = this.#input.kiosk().timers.after(delayMs, () => this.start());
  }

  #tell(view: ProvisioningView): void {
    this.#view = view;
    this.#input.kiosk().emit('provisioningChanged', view);
  }
}

function stepOf(answer: StepAnswer): Step {
  switch (answer.kind) {
    case 'found':
    case 'notAtThisStep':
      return { kind: 'on' };
    case 'enrolled':
      return { kind: 'enrolled' };
    case 'unknownCompany':
    case 'unknownTimeclock':
      return { kind: 'refused', code: answer.kind };
    case 'refused':
      return { kind: 'refused', code: answer.code };
    case 'lockedOut':
      return { kind: 'wait', reason: 'lockedOut', seconds: answer.waitSeconds };
    case 'serverAway':
      return { kind: 'wait', reason: answer.reason, seconds: null };
    case 'badAddress':
      // Looked at when the file was read.
      return { kind: 'wait', reason: 'notOurServer', seconds: null };
  }
}

/** A code is long and random: its hash tells nobody what it was. */
function hashOf(code: string): string {
  return createHash('sha256').update(`provisioned by ${code.trim()}`).digest('hex');
}
