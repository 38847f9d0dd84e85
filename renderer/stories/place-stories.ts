import { brokenReason } from '../../shared/contracts/ipc.ts';
import type { SetupView } from '../../shared/contracts/setup-calls.ts';
import { companyStep, credentialsStep, downloadStep, now, online, ready, timeclockStep } from './samples.ts';
import type { Answers } from './answers.ts';
import type { Stage, Story } from './story.ts';

type CompanyStep = Extract<SetupView, { step: 'company' }>;

function wizard(name: string, setup: SetupView, more: Partial<Story> = {}): Story {
  return { name, kiosk: { kind: 'setup' }, status: { ...online, online: null, state: 'stopped', lastSuccessAt: null }, setup, ...more };
}

const filled: CompanyStep = { ...companyStep, company: 'Northwind Foods', alias: 'NWF' };

function refusedSignIn(name: string, answer: NonNullable<Answers['signInDevice']>): Story {
  const act = async ({ model }: Stage): Promise<void> => {
    model.setup.type('username', 'dana.admin');
    model.setup.type('password', 'not-the-one');
    await model.setup.next();
  };
  return wizard(name, credentialsStep, { answers: { signInDevice: answer }, act });
}

const pressNext = ({ model }: Stage): Promise<void> => model.setup.next();
const started: Answers = { startDownload: { kind: 'started' } };
const inTwelveSeconds = new Date(Date.parse(now) + 12_000).toISOString();

export const placeStories: readonly Story[] = [
  wizard('setup-company', companyStep),
  wizard('setup-company-missing', companyStep, { act: pressNext }),
  wizard('setup-company-unknown', filled, { answers: { findCompany: { kind: 'unknownCompany' } }, act: pressNext }),
  wizard('setup-company-bad-address', { ...filled, serverUrl: 'zentime' }, { answers: { findCompany: { kind: 'badAddress' } }, act: pressNext }),
  wizard('setup-company-away', filled, { answers: { findCompany: { kind: 'serverAway', reason: 'unreachable' } }, act: pressNext }),
  wizard('setup-company-not-ours', filled, { answers: { findCompany: { kind: 'serverAway', reason: 'notOurServer' } }, act: pressNext }),
  ...(['portal', 'certificateUntrusted', 'certificateOtherName', 'certificateExpired', 'certificateNotYetValid', 'authorityUnreadable', 'otherVersion', 'serverOlder', 'serverNewer'] as const).map((reason) =>
    wizard(`setup-company-${reason}`, filled, { answers: { findCompany: { kind: 'serverAway', reason } }, act: pressNext }),
  ),
  wizard('setup-company-keyboard', filled, { act: () => document.querySelector<HTMLElement>('[data-testid="setup-keyboard"]')?.click() }),
  wizard('setup-timeclock', timeclockStep),
  wizard('setup-timeclock-unknown', timeclockStep, {
    answers: { chooseTimeclock: { kind: 'unknownTimeclock' } },
    act: async ({ model }) => {
      model.setup.type('timeclock', '999');
      await model.setup.next();
    },
  }),
  wizard('setup-timeclock-no-zone', timeclockStep, { answers: { chooseTimeclock: { kind: 'refused', code: 'timeclockZone' } }, act: ({ model }) => model.setup.pickTimeclock(1042) }),
  wizard('setup-credentials', credentialsStep),
  wizard('setup-credentials-fence', { ...credentialsStep, hasFence: true }),
  wizard(
    'setup-credentials-no-place',
    { ...credentialsStep, hasFence: true },
    {
      act: async ({ model }) => {
        model.setup.type('username', 'dana.admin');
        model.setup.type('password', 'secret');
        model.setup.type('place', '41,8781');
        await model.setup.next();
      },
    },
  ),
  refusedSignIn('setup-credentials-unknown-user', { kind: 'refused', code: 'unknownUser' }),
  refusedSignIn('setup-credentials-wrong-password', { kind: 'refused', code: 'wrongPassword' }),
  refusedSignIn('setup-credentials-other-tenant', { kind: 'refused', code: 'userOfAnotherTenant' }),
  refusedSignIn('setup-credentials-role', { kind: 'refused', code: 'roleNotAllowed' }),
  refusedSignIn('setup-credentials-permission', { kind: 'refused', code: 'noPermissionForTimeclock' }),
  refusedSignIn('setup-credentials-locked', { kind: 'lockedOut', waitSeconds: 900 }),
  wizard('setup-download', downloadStep, { answers: started }),
  wizard('setup-download-begins', { ...downloadStep, done: 0, total: null }, { answers: started }),
  wizard('setup-download-paused', { ...downloadStep, phase: 'paused', problem: 'timeout', retryAt: inTwelveSeconds }, { answers: started }),
  wizard('setup-download-disk-full', { ...downloadStep, phase: 'paused', problem: 'diskFull', retryAt: inTwelveSeconds }, { answers: started }),
  wizard('setup-download-refused', { ...downloadStep, phase: 'paused', problem: 'refused' }, { answers: started }),
  wizard('setup-done', { step: 'done' }, { act: ({ transport }) => transport.emit('kioskChanged', ready) }),
  ...brokenReason.options.map((reason): Story => ({ name: `broken-${reason}`, kiosk: { kind: 'broken', reason }, status: online })),
  { name: 'link-lost', kiosk: ready, status: online, act: ({ transport }) => transport.enter('lost') },
  { name: 'link-refused', kiosk: ready, status: online, act: ({ transport }) => transport.enter('refused') },
];
