/** B6: a supervisor lifts what slows guessing on this device, on both counters; who did it is kept. */
import type { Kiosk } from '../kiosk.ts';

export function liftGuessLimit(kiosk: Pick<Kiosk, 'guesses' | 'syncLog' | 'time' | 'log'>, input: { readonly userId: string }): void {
  kiosk.guesses.pin.lift();
  kiosk.guesses.form.lift();
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'info', event: 'identify.limitLifted', fields: { userId: input.userId } });
  kiosk.syncLog.flush();
  kiosk.log('identify.limitLifted', { userId: input.userId });
}
