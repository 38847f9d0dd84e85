/**
 * The renderer's calls, each with its use case; complete by type. Input is checked here and nowhere else; a defect in a use
 * case becomes a refusal, never a stack trace.
 */
import type { z } from 'zod';
import { calls, type CallAnswer, type CallInput, type CallName } from '../shared/contracts/ipc.ts';
import type { CallHandler, CallResult } from './host.ts';
import type { Kiosk } from './kiosk.ts';
import { acknowledgeUpdate } from './use-cases/acknowledge-update.ts';
import { beginSetupAgain } from './use-cases/begin-setup-again.ts';
import { cancelExport } from './use-cases/cancel-export.ts';
import { chooseProfile } from './use-cases/choose-profile.ts';
import { chooseTimeclock } from './use-cases/choose-timeclock.ts';
import { endSession } from './use-cases/end-session.ts';
import { enrolAgain } from './use-cases/enrol-again.ts';
import { enrolDeviceByCode } from './use-cases/enrol-device-by-code.ts';
import { findCompany } from './use-cases/find-company.ts';
import { endOperator } from './use-cases/end-operator.ts';
import { giveAnswer } from './use-cases/give-answer.ts';
import { identifyByForm } from './use-cases/identify-by-form.ts';
import { identifyByPin } from './use-cases/identify-by-pin.ts';
import { leaveKioskMode } from './use-cases/leave-kiosk-mode.ts';
import { liftPinPause } from './use-cases/lift-pin-pause.ts';
import { networkChanged } from './use-cases/network-changed.ts';
import { pauseProvisioning } from './use-cases/pause-provisioning.ts';
import { readAdmin } from './use-cases/read-admin.ts';
import { positionFound } from './use-cases/position-found.ts';
import { readExportTargets } from './use-cases/read-export-targets.ts';
import { readKiosk } from './use-cases/read-kiosk.ts';
import { readOffer } from './use-cases/read-offer.ts';
import { readSetup } from './use-cases/read-setup.ts';
import { readProvisioning } from './use-cases/read-provisioning.ts';
import { readSetupAgain } from './use-cases/read-setup-again.ts';
import { readStatus } from './use-cases/read-status.ts';
import { readTexts } from './use-cases/read-texts.ts';
import { readTimesheet } from './use-cases/read-timesheet.ts';
import { readDiagnostics } from './use-cases/read-diagnostics.ts';
import { readSyncLog } from './use-cases/read-sync-log.ts';
import { makeSupportBundle } from './use-cases/make-support-bundle.ts';
import { testUpload } from './use-cases/test-upload.ts';
import { recordPunch } from './use-cases/record-punch.ts';
import { retryProvisioning } from './use-cases/retry-provisioning.ts';
import { saveDevice } from './use-cases/save-device.ts';
import { sendRequest } from './use-cases/send-request.ts';
import { signInDevice } from './use-cases/sign-in-device.ts';
import { signInOperator } from './use-cases/sign-in-operator.ts';
import { startDownload } from './use-cases/start-download.ts';
import { startExport } from './use-cases/start-export.ts';
import { stepBack } from './use-cases/step-back.ts';
import { syncAsOperator } from './use-cases/sync-as-operator.ts';
import { syncNow } from './use-cases/sync-now.ts';
import { undoPunch } from './use-cases/undo-punch.ts';

const inputs: { readonly [N in CallName]: { readonly input: z.ZodType<CallInput<N>> } } = calls;

/** A use case behind the check of its input. */
type Answering = (kiosk: Kiosk, input: unknown) => Promise<CallResult>;

const answering: { readonly [N in CallName]: Answering } = {
  readKiosk: checked('readKiosk', readKiosk),
  readStatus: checked('readStatus', readStatus),
  readTexts: checked('readTexts', readTexts),
  readSetup: checked('readSetup', readSetup),
  findCompany: checked('findCompany', findCompany),
  chooseTimeclock: checked('chooseTimeclock', chooseTimeclock),
  signInDevice: checked('signInDevice', signInDevice),
  enrolDeviceByCode: checked('enrolDeviceByCode', enrolDeviceByCode),
  enrolAgain: checked('enrolAgain', enrolAgain),
  readProvisioning: checked('readProvisioning', readProvisioning),
  pauseProvisioning: checked('pauseProvisioning', pauseProvisioning),
  retryProvisioning: checked('retryProvisioning', retryProvisioning),
  readSetupAgain: checked('readSetupAgain', readSetupAgain),
  beginSetupAgain: checked('beginSetupAgain', beginSetupAgain),
  startDownload: checked('startDownload', startDownload),
  stepBack: checked('stepBack', stepBack),
  identifyByForm: checked('identifyByForm', identifyByForm),
  identifyByPin: checked('identifyByPin', identifyByPin),
  chooseProfile: checked('chooseProfile', chooseProfile),
  endSession: checked('endSession', endSession),
  readOffer: checked('readOffer', readOffer),
  recordPunch: checked('recordPunch', (kiosk, input) => recordPunch(kiosk, input)),
  positionFound: checked('positionFound', positionFound),
  giveAnswer: checked('giveAnswer', giveAnswer),
  networkChanged: checked('networkChanged', networkChanged),
  // The host answers it before it comes here, where it watches a page.
  pong: checked('pong', () => ({ kind: 'noted' })),
  undoPunch: checked('undoPunch', undoPunch),
  readTimesheet: checked('readTimesheet', readTimesheet),
  acknowledgeUpdate: checked('acknowledgeUpdate', acknowledgeUpdate),
  sendRequest: checked('sendRequest', sendRequest),
  syncNow: checked('syncNow', syncNow),
  signInOperator: checked('signInOperator', signInOperator),
  readAdmin: checked('readAdmin', readAdmin),
  syncAsOperator: checked('syncAsOperator', syncAsOperator),
  liftPinPause: checked('liftPinPause', liftPinPause),
  saveDevice: checked('saveDevice', saveDevice),
  leaveKioskMode: checked('leaveKioskMode', leaveKioskMode),
  readDiagnostics: checked('readDiagnostics', readDiagnostics),
  readSyncLog: checked('readSyncLog', readSyncLog),
  testUpload: checked('testUpload', testUpload),
  makeSupportBundle: checked('makeSupportBundle', makeSupportBundle),
  endOperator: checked('endOperator', endOperator),
  readExportTargets: checked('readExportTargets', readExportTargets),
  startExport: checked('startExport', startExport),
  cancelExport: checked('cancelExport', cancelExport),
};

/** Main's one answer to every call of a window. */
export function answerCalls(kiosk: Kiosk): CallHandler {
  return async (name, input) => {
    if (!isCallName(name)) return { kind: 'refusal', reason: 'unknownCall' };
    try {
      return await answering[name](kiosk, input);
    } catch (error) {
      kiosk.log('main.defect', { where: name, why: error instanceof Error ? error.message : String(error) });
      return { kind: 'refusal', reason: 'internal' };
    }
  };
}

function checked<N extends CallName>(name: N, useCase: (kiosk: Kiosk, input: CallInput<N>) => CallAnswer<N> | Promise<CallAnswer<N>>): Answering {
  return async (kiosk, received) => {
    const input = inputs[name].input.safeParse(received);
    if (!input.success) return { kind: 'refusal', reason: 'invalid' };
    return { kind: 'answer', answer: await useCase(kiosk, input.data) };
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
