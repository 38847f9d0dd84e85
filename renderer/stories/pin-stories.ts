import { now, offline, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

const base = { kiosk: ready, status: online };

function keyIn(digits: string): (stage: Stage) => void {
  return ({ model }) => {
    for (const digit of digits) model.kiosk.pin.touch(digit);
  };
}

const notFound = (failures: number, serverAsked: boolean): Pick<Story, 'answers' | 'act'> => ({
  answers: { identifyByPin: { kind: 'notFound', failures, serverAsked, isFormNext: failures > 1 } },
  act: keyIn('123456'),
});

/** A customer's mark, far too pale to be read on as it comes. */
const logo = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 56"><rect width="160" height="56" rx="12" fill="#f4c430"/><circle cx="30" cy="28" r="14" fill="#3b2f00"/><rect x="56" y="20" width="84" height="16" rx="8" fill="#3b2f00"/></svg>')}`;

export const pinStories: readonly Story[] = [
  { name: 'pin', ...base },
  { name: 'pin-entering', ...base, act: keyIn('123') },
  { name: 'pin-four-digits', ...base, kiosk: { ...ready, pinType: 'fourDigits' } },
  { name: 'pin-last-four', ...base, kiosk: { ...ready, pinType: 'lastFourSsn' }, act: keyIn('12') },
  { name: 'pin-name-form', ...base, kiosk: { ...ready, pinType: 'nameAndSsn' } },
  { name: 'pin-checking', ...base, act: keyIn('123456') },
  { name: 'pin-not-found', ...base, ...notFound(1, true) },
  { name: 'pin-not-found-offline', kiosk: ready, status: offline, ...notFound(1, false) },
  { name: 'pin-paused', kiosk: ready, status: { ...online, pinPausedUntil: '2026-11-23T12:00:10.000Z' } },
  { name: 'pin-paused-long', kiosk: ready, status: { ...offline, pinPausedUntil: '2026-11-23T12:13:05.000Z' } },
  {
    name: 'pin-type-changed',
    ...base,
    act: (stage) => {
      keyIn('12')(stage);
      stage.transport.emit('kioskChanged', { ...ready, pinType: 'fourDigits' });
    },
  },
  { name: 'pin-offline', kiosk: ready, status: offline },
  { name: 'pin-offline-for-days', kiosk: ready, status: { ...offline, offlineSince: '2026-11-20T21:15:00.000Z', pending: 1234 } },
  { name: 'pin-unsent', kiosk: ready, status: { ...online, pending: 1 } },
  { name: 'pin-recovering', kiosk: ready, status: { ...online, state: 'uploading', recovery: true, progress: { sent: 120, total: 412 }, pending: 292 } },
  { name: 'pin-completed', ...base, act: ({ transport }) => transport.emit('statusChanged', { ...online, lastSuccessAt: now }) },
  { name: 'pin-sync-started', ...base, answers: { syncNow: { kind: 'started' } }, act: ({ model }) => model.status.syncNow() },
  { name: 'pin-sync-too-soon', ...base, answers: { syncNow: { kind: 'tooSoon', waitSeconds: 12 } }, act: ({ model }) => model.status.syncNow() },
  { name: 'pin-sign-in-needed', kiosk: ready, status: { ...online, state: 'unauthorised', signInNeeded: true, pending: 3 } },
  { name: 'pin-disk-low', kiosk: ready, status: { ...online, care: ['diskLow'] } },
  { name: 'pin-restored-offline', kiosk: ready, status: { ...offline, pending: 14, care: ['restored', 'backupsFail'] } },
  { name: 'pin-branded', ...base, kiosk: { ...ready, company: 'Sol y Mar', timeclockName: 'Recepción', brandColour: '#f4c430', logoDataUrl: logo }, act: keyIn('12') },
  { name: 'pin-high-contrast', ...base, act: ({ model }) => (model.contrast.isHigh ? undefined : model.contrast.toggle()) },
  { name: 'pin-long-names', ...base, kiosk: { ...ready, company: 'Schleswig-Holsteinische Gemüseverarbeitung und Tiefkühllogistik GmbH', timeclockName: 'Wareneingang Nord, Tor 17, Pausenraum' } },
];
