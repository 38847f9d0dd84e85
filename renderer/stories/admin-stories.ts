import type { AdminView } from '../../shared/contracts/admin-calls.ts';
import type { CallAnswer, StatusView } from '../../shared/contracts/ipc.ts';
import type { SignInField } from '../sign-in-entry.svelte.ts';
import type { AdminPage, AdminWish } from '../screen.ts';
import { offline, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

const operatorSessionId = '0b0f5c1e-2a52-4a57-9f5e-0d9a4d5a0001';
type SignedIn = Extract<CallAnswer<'signInOperator'>, { kind: 'signedIn' }>;

export const administrator: AdminView = {
  kind: 'admin',
  username: 'm.alvarez',
  role: 'administrator',
  may: ['sync', 'export', 'diagnostics', 'liftGuessLimit', 'setupAgain', 'exit', 'device'],
  deviceName: 'Dock 4, north gate',
  language: null,
  hasFence: false,
  fixedPosition: null,
  about: { deviceId: 'b7c1a1c2-6f0e-4d52-8a37-2f9a6f0c4b11', platform: 'linux-x64', appVersion: '0.1.0', contractVersion: '1.3', zoneDataEdition: '2026b', serverUrl: 'https://zentime.northwind.example' },
};
const fenced: AdminView = { ...administrator, hasFence: true, fixedPosition: { latitude: 41.8781, longitude: -87.6298 } };
export const supervisor: AdminView = { ...administrator, username: 'j.lindqvist', role: 'supervisor', may: ['sync', 'export', 'diagnostics', 'liftGuessLimit'] };

export function signedInAs({ username, role, may }: AdminView, decidedBy: SignedIn['decidedBy'] = 'server'): SignedIn {
  return { kind: 'signedIn', operatorSessionId, username, role, may, decidedBy };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const typed: Readonly<Record<SignInField, string>> = { username: 'm.alvarez', password: 'a-long-secret' };

async function signIn({ model }: Stage, wish: AdminWish, text: Readonly<Record<SignInField, string>> = typed): Promise<void> {
  const { administration } = model.kiosk;
  administration.ask(wish);
  administration.entry.type('username', text.username);
  administration.entry.type('password', text.password);
  administration.entry.field = 'password';
  void administration.signIn();
  for (let answers = 0; answers < 3; answers += 1) await settle();
}

function signInStory(name: string, answer: CallAnswer<'signInOperator'> | null, status: StatusView = online): Story {
  return { name, kiosk: ready, status, answers: answer === null ? {} : { signInOperator: answer }, act: (stage) => signIn(stage, 'admin') };
}

function inside(name: string, more: Partial<Story> & { readonly view?: AdminView; readonly wish?: AdminWish; readonly page?: AdminPage } = {}, then: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  const { view = administrator, wish = 'admin', page, ...rest } = more;
  const act = async (stage: Stage): Promise<void> => {
    await signIn(stage, wish);
    if (page !== undefined) stage.model.kiosk.administration.show(page);
    await then(stage);
    for (let answers = 0; answers < 3; answers += 1) await settle();
  };
  return { name, kiosk: ready, status: online, act, ...rest, answers: { signInOperator: signedInAs(view, more.status?.online === false ? 'device' : 'server'), readAdmin: view, ...rest.answers } };
}

const refused = (code: Extract<CallAnswer<'signInOperator'>, { kind: 'refused' }>['code'], decidedBy: SignedIn['decidedBy'] = 'server'): CallAnswer<'signInOperator'> => ({ kind: 'refused', code, decidedBy, waitSeconds: 0 });
const openDoors = ({ model }: Stage): void => model.kiosk.administration.openDoors();

export const adminStories: readonly Story[] = [
  { name: 'pin-doors', kiosk: ready, status: online, act: openDoors },
  { name: 'pin-doors-offline', kiosk: ready, status: offline, act: openDoors },
  { name: 'admin-sign-in', kiosk: ready, status: online, act: ({ model }) => model.kiosk.administration.ask('admin') },
  { name: 'admin-sign-in-offline', kiosk: ready, status: offline, act: ({ model }) => model.kiosk.administration.ask('exit') },
  { name: 'admin-sign-in-export', kiosk: ready, status: online, act: ({ model }) => model.kiosk.administration.ask('export') },
  {
    name: 'admin-sign-in-empty',
    kiosk: ready,
    status: online,
    act: ({ model }) => {
      model.kiosk.administration.ask('admin');
      void model.kiosk.administration.signIn();
    },
  },
  signInStory('admin-sign-in-checking', null),
  signInStory('admin-sign-in-unknown', refused('unknownUser')),
  signInStory('admin-sign-in-unknown-here', refused('unknownUser', 'device'), offline),
  signInStory('admin-sign-in-wrong', refused('wrongPassword')),
  signInStory('admin-sign-in-other-company', refused('userOfAnotherTenant')),
  signInStory('admin-sign-in-role', refused('roleNotAllowed')),
  signInStory('admin-sign-in-no-permission', refused('noPermissionForTimeclock')),
  signInStory('admin-sign-in-locked', { kind: 'lockedOut', waitSeconds: 899 }),
  signInStory('admin-sign-in-no-verifiers', { kind: 'noVerifiers' }, offline),
  inside('admin'),
  inside('admin-offline', { status: offline }),
  inside('admin-syncing', { status: { ...online, state: 'uploading', progress: { sent: 1240, total: 3800 }, recovery: true } }),
  inside('admin-sync-failed', { status: { ...online, pending: 3, lastFailure: { kind: 'timeout' } } }),
  inside('admin-failed-entries', { status: { ...online, failed: 3 } }),
  inside('admin-paused', { status: { ...online, pinPausedUntil: '2026-11-23T15:52:00.000Z' } }),
  inside('admin-lifted', { status: { ...online, pinPausedUntil: '2026-11-23T15:52:00.000Z' }, answers: { liftPinPause: { kind: 'lifted' } } }, ({ model }) => model.kiosk.administration.liftPinPause()),
  inside('admin-supervisor', { view: supervisor }),
  inside('admin-not-permitted', { view: supervisor, wish: 'exit' }),
  inside('admin-language', { page: 'language', view: { ...administrator, language: 'es' } }),
  inside('admin-device', { page: 'device' }),
  inside('admin-device-fault', { page: 'device', answers: { saveDevice: { kind: 'badName', fault: 'unusable' } } }, ({ model }) => model.kiosk.administration.saveDevice()),
  inside('admin-device-saved', { page: 'device', answers: { saveDevice: { kind: 'saved', view: administrator } } }, ({ model }) => model.kiosk.administration.saveDevice()),
  inside('admin-device-place', { page: 'device', view: fenced }),
  inside('admin-device-no-place', { page: 'device', view: fenced }, ({ model }) => {
    model.kiosk.administration.placeDevice('at the gate');
    return model.kiosk.administration.saveDevice();
  }),
  inside('admin-device-not-saved', { page: 'device', answers: { saveDevice: { kind: 'notSaved' } } }, ({ model }) => model.kiosk.administration.saveDevice()),
  inside('admin-about', { page: 'about' }),
  inside('admin-exit', { wish: 'exit' }),
  inside('admin-exit-unsent', { wish: 'exit', status: offline }),
  inside('admin-exit-leaving', { wish: 'exit', answers: { leaveKioskMode: { kind: 'leaving' } } }, ({ model }) => model.kiosk.administration.leaveKioskMode()),
  inside('admin-idle-warning', {}, ({ timers }) => timers.advance(66_000)),
  inside('pin-operator-ended', {}, ({ transport }) => transport.emit('operatorEnded', { operatorSessionId })),
];
