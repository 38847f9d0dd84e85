/** J1: high contrast as the device asks for it, or as whoever stands here chose; the next person finds the device's own again. */
import type { ContrastTheme } from '../shared/ui/brand-colour.ts';

/** The device's wish, as `matchMedia('(prefers-contrast: more)')` gives it. */
export interface DeviceContrast {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

export class Contrast {
  #isDeviceHigh = $state(false);
  #chosen = $state<boolean | null>(null);

  constructor(device: DeviceContrast) {
    this.#isDeviceHigh = device.matches;
    device.addEventListener('change', () => (this.#isDeviceHigh = device.matches));
  }

  get isHigh(): boolean {
    return this.#chosen ?? this.#isDeviceHigh;
  }

  get theme(): ContrastTheme {
    return this.isHigh ? 'more' : 'normal';
  }

  toggle(): void {
    this.#chosen = !this.isHigh;
  }

  useOwn(): void {
    this.#chosen = null;
  }
}
