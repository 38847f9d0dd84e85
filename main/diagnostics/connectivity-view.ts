/** E1, G3: a history of changes as a strip: 24 hours in slots, each at its worst, so that no outage is too short to be seen. */
import type { ConnectivityState, ConnectivityView } from '../../shared/contracts/diagnostics-calls.ts';
import type { ConnectivityChange } from '../database/connectivity-history.ts';
import { toInstant } from '../instant.ts';

const slotMinutes = 15;
const slotMs = slotMinutes * 60_000;
const slotCount = 96;
const mostOutages = 10;

/** Worse ones win a slot; what is known wins over what is not. */
const weight: Readonly<Record<ConnectivityState, number>> = { unknown: 0, online: 1, offline: 2 };

interface Stretch extends ConnectivityChange {
  readonly untilMs: number | null;
}

/** @param changes oldest first; before the first nothing is known */
export function connectivityView(changes: readonly ConnectivityChange[], nowMs: number): ConnectivityView {
  const fromMs = nowMs - slotCount * slotMs;
  const stretches = changes.map((change, index): Stretch => ({ ...change, untilMs: changes[index + 1]?.atMs ?? null }));
  const slots = Array.from({ length: slotCount }, (): ConnectivityState => 'unknown');
  for (const { atMs, untilMs, state } of stretches) {
    const first = Math.max(0, Math.floor((atMs - fromMs) / slotMs));
    const last = Math.min(slotCount, Math.ceil(((untilMs ?? nowMs) - fromMs) / slotMs));
    for (let slot = first; slot < last; slot += 1) if (weight[state] > weight[slots[slot] ?? 'unknown']) slots[slot] = state;
  }
  const outages = stretches
    .filter(({ state, untilMs }) => state === 'offline' && (untilMs ?? nowMs) > fromMs)
    .slice(-mostOutages)
    .reverse();
  return { from: toInstant(fromMs), slotMinutes, slots, outages: outages.map(({ atMs, untilMs }) => ({ from: toInstant(atMs), until: untilMs === null ? null : toInstant(untilMs) })) };
}
