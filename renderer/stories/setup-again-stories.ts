import type { ProvisioningView } from '../../shared/contracts/provisioning-calls.ts';
import type { UnsentData, UnsentPunch } from '../../shared/contracts/setup-again-calls.ts';
import { administrator, signedInAs } from './admin-stories.ts';
import type { Answers } from './answers.ts';
import { companyStep, credentialsStep, downloadStep, now, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

const status = { ...online, online: null, state: 'stopped', lastSuccessAt: null } as const;
const file = '/var/lib/zentime/zentime.provision.json';
const started: Answers = { startDownload: { kind: 'started' } };

function provisioned(name: string, view: ProvisioningView): Story {
  return { name, kiosk: { kind: 'setup' }, status, setup: companyStep, answers: { readProvisioning: view } };
}

const byCode = async ({ model }: Stage): Promise<void> => {
  model.setup.vouch('code');
  model.setup.type('code', 'K7QM-2F9X-TR4B');
  await model.setup.next();
};

const unsentPunch = (firstName: string, lastName: string, hour: number, punchStatus: UnsentPunch['status']): UnsentPunch => ({
  type: 'clockIn',
  instant: `2026-11-23T${String(hour).padStart(2, '0')}:02:00.000Z`,
  firstName,
  lastName,
  status: punchStatus,
});
const nothing: UnsentData = { pending: 0, refused: 0, failed: 0, records: 0, oldest: [], exportedOnly: 0, exportedAt: null };
const some: UnsentData = {
  ...nothing,
  pending: 12,
  refused: 1,
  failed: 1,
  records: 2,
  oldest: [unsentPunch('Priya', 'Raman', 11, 'refused'), unsentPunch('Ana', 'Reyes', 12, 'failed'), unsentPunch('Maximiliana Konstantina', 'Papadopoulou-Featherstonehaugh', 13, 'pending')],
};

function again(name: string, unsent: UnsentData, answers: Answers = {}, act: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  return {
    name,
    kiosk: ready,
    status: { ...online, pending: unsent.pending },
    answers: { readSetupAgain: { kind: 'setupAgain', unsent }, ...answers },
    act: async (stage) => {
      await stage.model.kiosk.settingUpAgain.open('o1');
      await act(stage);
    },
  };
}

const refused = { ...online, state: 'unauthorised', signInNeeded: true, pending: 3 } as const;

function enrol(name: string, answers: Answers = {}, act: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  return {
    name,
    kiosk: ready,
    status: refused,
    answers,
    act: async (stage) => {
      stage.model.kiosk.enrollingAgain.open('pin');
      await act(stage);
    },
  };
}

const sendCode = async ({ model }: Stage): Promise<void> => {
  const { enrollingAgain } = model.kiosk;
  enrollingAgain.choose('code');
  enrollingAgain.type('code', 'K7QM-2F9X-TR4B');
  await enrollingAgain.send();
};

export const setupAgainStories: readonly Story[] = [
  provisioned('setup-provisioning-working', { kind: 'working', file }),
  provisioned('setup-provisioning-waiting', { kind: 'waiting', file, reason: 'unreachable', retryAt: new Date(Date.parse(now) + 12_000).toISOString() }),
  provisioned('setup-provisioning-invalid', {
    kind: 'invalid',
    file,
    faults: [
      { reason: 'tlsRequired', path: 'serverUrl', line: 2, column: 3 },
      { reason: 'wrongType', path: 'timeclockId', line: 5, column: 3 },
      { reason: 'outOfRange', path: 'fixedPosition.latitude', line: 8, column: 5 },
    ],
  }),
  provisioned('setup-provisioning-cut-off', { kind: 'invalid', file, faults: [{ reason: 'syntax', path: '', line: 3, column: 14 }] }),
  provisioned('setup-provisioning-missing', { kind: 'invalid', file, faults: [{ reason: 'notFound', path: '', line: null, column: null }] }),
  provisioned('setup-provisioning-code-used', { kind: 'refused', file, code: 'codeUsed' }),
  provisioned('setup-provisioning-no-code', { kind: 'refused', file, code: 'noCode' }),
  { name: 'setup-provisioning-code-left', kiosk: { kind: 'setup' }, status, setup: downloadStep, answers: { ...started, readProvisioning: { kind: 'enrolled', file, codeLeft: true } } },
  { name: 'setup-code', kiosk: { kind: 'setup' }, status, setup: credentialsStep, act: ({ model }) => model.setup.vouch('code') },
  { name: 'setup-code-expired', kiosk: { kind: 'setup' }, status, setup: credentialsStep, answers: { enrolDeviceByCode: { kind: 'refused', code: 'codeExpired' } }, act: byCode },
  again('setup-again-unsent', some),
  again('setup-again-syncing', some, { syncAsOperator: { kind: 'started' } }, ({ model }) => model.kiosk.settingUpAgain.sync()),
  again('setup-again-records', { ...nothing, records: 1 }),
  again('setup-again-ready', nothing),
  again('setup-again-exported', { ...nothing, exportedOnly: 14, exportedAt: now }),
  again('setup-again-disk-full', nothing, { beginSetupAgain: { kind: 'notSetAside', reason: 'diskFull' } }, ({ model }) => model.kiosk.settingUpAgain.begin()),
  enrol('enrol-again'),
  enrol('enrol-again-code-used', { enrolAgain: { kind: 'refused', code: 'codeUsed' } }, sendCode),
  enrol('enrol-again-locked', { enrolAgain: { kind: 'lockedOut', waitSeconds: 900 } }, sendCode),
  enrol('enrol-again-done', { enrolAgain: { kind: 'enrolled' } }, sendCode),
  {
    name: 'admin-sign-in-refused',
    kiosk: ready,
    status: refused,
    answers: { signInOperator: signedInAs(administrator, 'device'), readAdmin: administrator },
    act: async ({ model }) => {
      const { administration } = model.kiosk;
      administration.ask('admin');
      administration.entry.type('username', 'm.alvarez');
      administration.entry.type('password', 'a-long-secret');
      await administration.signIn();
    },
  },
];
