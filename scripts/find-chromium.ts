import { findChromium as findIn } from '../main/hosts/chromium.ts';

/** L3: the system's Chromium as the browser host itself would find it, or null. */
export function findChromium(): string | null {
  return findIn(process.env);
}
