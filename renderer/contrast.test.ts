import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { Contrast } from './contrast.svelte.ts';
import type { DeviceContrast } from './contrast.svelte.ts';
import { ready } from './stories/samples.ts';

class ScriptedDevice implements DeviceContrast {
  matches: boolean;
  #listener: () => void = () => undefined;

  constructor(matches: boolean) {
    this.matches = matches;
  }

  addEventListener(_type: 'change', listener: () => void): void {
    this.#listener = listener;
  }

  change(matches: boolean): void {
    this.matches = matches;
    this.#listener();
  }
}

describe('high contrast', () => {
  it.each([false, true])('J1 is what the device asks for (%s) until somebody chooses, and again after them', (asked) => {
    const contrast = new Contrast(new ScriptedDevice(asked));
    expect(contrast.isHigh).toBe(asked);
    contrast.toggle();
    expect(contrast.isHigh).toBe(!asked);
    contrast.toggle();
    expect(contrast.isHigh).toBe(asked);
    contrast.toggle();
    contrast.useOwn();
    expect(contrast.isHigh).toBe(asked);
  });

  it('J1 follows the device when its setting changes, but not against who stands there', () => {
    const device = new ScriptedDevice(false);
    const contrast = new Contrast(device);
    device.change(true);
    expect(contrast.theme).toBe('more');
    contrast.toggle();
    device.change(false);
    device.change(true);
    expect(contrast.theme).toBe('normal');
  });

  it('J1 J2 lasts as long as its language: until whoever chose it leaves', async () => {
    const { model, timers } = await arrange({ ...ready, resetTimerSeconds: 60 });
    model.useLanguage('ar');
    model.contrast.toggle();
    timers.advance(59_000);
    expect([model.contrast.isHigh, model.i18n.language]).toEqual([true, 'ar']);
    timers.advance(1_000);
    expect([model.contrast.isHigh, model.i18n.language]).toEqual([false, 'en']);
  });
});
