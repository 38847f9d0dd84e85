import { expect, it } from 'vitest';
import { readKioskSettings } from './kiosk-settings.ts';
import { settingsAtLogin } from './login-settings.ts';

const ours = Object.keys(settingsAtLogin).filter((name) => name.startsWith('ZENTIME_'));

it('J3 takes no setting that is there and empty for one that is not: each is named', () => {
  expect(ours).toHaveLength(7);
  for (const name of ours) expect(readKioskSettings({ [name]: '' }), name).toEqual({ kind: 'wrong', sentence: `${name} is set, and empty. Give it a value or take it away.` });
});

it('L3 an empty CHROMIUM_PATH or CHROMIUM counts as none, as other programs have it', () => {
  expect(readKioskSettings({ CHROMIUM_PATH: '', CHROMIUM: '' })).toMatchObject({ kind: 'settings' });
});
