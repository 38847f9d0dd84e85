import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chromiumArguments, findChromium, openChromium, whyNoWindow } from './chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'zentime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function executable(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
}

const named = executable('named/browser');
const second = executable('second/browser');
executable('path/google-chrome');
const usual = executable('path/chromium');
const path = ['', join(folder, 'nothing'), join(folder, 'path')].join(delimiter);

describe('the search for Chromium', () => {
  it('L3 takes CHROMIUM_PATH, then CHROMIUM, then the usual names on PATH', () => {
    expect(findChromium({ CHROMIUM_PATH: named, CHROMIUM: second, PATH: path })).toBe(named);
    expect(findChromium({ CHROMIUM_PATH: '', CHROMIUM: second, PATH: path })).toBe(second);
    expect(findChromium({ CHROMIUM_PATH: join(folder, 'gone'), PATH: path })).toBe(usual);
    expect(findChromium({ PATH: join(folder, 'nothing') })).toBeNull();
    expect(findChromium({})).toBeNull();
  });

  it('L3 passes over a file that cannot be run', () => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, '');
    expect(findChromium({ CHROMIUM_PATH: plain })).toBeNull();
  });
});

describe('the window in Chromium', () => {
  const display = { DISPLAY: ':0', CHROMIUM_PATH: named };

  it('L1 is not opened for root, without a display, or without Chromium, and says why', () => {
    expect(whyNoWindow({ environment: display, isRoot: true })).toContain('root');
    expect(whyNoWindow({ environment: { CHROMIUM_PATH: named, DISPLAY: '' }, isRoot: false })).toContain('display');
    expect(whyNoWindow({ environment: { DISPLAY: ':0' }, isRoot: false })).toContain('not found');
    expect(whyNoWindow({ environment: display, isRoot: false })).toBeNull();
    expect(whyNoWindow({ environment: { WAYLAND_DISPLAY: 'wayland-0', CHROMIUM_PATH: named }, isRoot: false })).toBeNull();
    expect(openChromium({ url: 'http://127.0.0.1:1/#token=x', mode: 'app', dataFolder: folder, environment: display, isRoot: true, switches: [], onEnd: () => undefined }).outcome).toMatchObject({ kind: 'notOpened' });
  });

  it('L3 lowers no guard, and puts no launch token where every user of the machine can read it', () => {
    const shown = chromiumArguments('file:///open-kiosk.html', '/profile', 'kiosk');
    expect(shown).toContain('--kiosk');
    expect(shown).toContain('--app=file:///open-kiosk.html');
    expect(shown.filter((argument) => /sandbox|web-security|remote-debugging|token/.test(argument))).toEqual([]);
    expect(chromiumArguments('file:///open-kiosk.html', '/profile', 'app')).not.toContain('--kiosk');
  });
});
