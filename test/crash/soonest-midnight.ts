/** The zone in which the next midnight comes first: a run of some minutes shall see a date end. */
import { dateInZone } from '../../shared/lib/zoned-time.ts';

const zones = [...Array.from({ length: 24 }, (_, index) => `Etc/GMT${index < 12 ? `+${index + 1}` : `-${index - 11}`}`), 'Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Chatham', 'Australia/Adelaide'];
const minuteMs = 60_000;
const longestWaitMinutes = 24 * 60;

export function soonestMidnight(nowMs: number): string {
  const waits = zones.map((zone) => ({ zone, minutes: untilMidnight(zone, nowMs) }));
  return waits.reduce((best, one) => (one.minutes < best.minutes ? one : best)).zone;
}

function untilMidnight(zone: string, nowMs: number): number {
  const today = dateInZone(nowMs, zone);
  for (let minutes = 1; minutes < longestWaitMinutes; minutes++) if (dateInZone(nowMs + minutes * minuteMs, zone) !== today) return minutes;
  return longestWaitMinutes;
}
