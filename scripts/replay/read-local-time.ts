/** The time of a tap as a clock writes it, in the replay's zone: UTC. */

const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,9}))?Z?$/;

/** A readable time is a moment that exists, from 1970 to 9999: before that, the time-ordered id of a punch cannot say it. */
export type LocalTime = { kind: 'instant'; instantMs: number } | { kind: 'noTime' } | { kind: 'notATime' } | { kind: 'impossible' };

export function readLocalTime(text: string): LocalTime {
  if (text === '') return { kind: 'noTime' };
  const match = pattern.exec(text);
  if (match === null) return { kind: 'notATime' };
  const [, date = '', minutes = '', seconds = ':00', fraction = ''] = match;
  const written = `${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const instantMs = Date.parse(written);
  // Date rolls 30 February over into March; what comes back differently was never a moment.
  const exists = !Number.isNaN(instantMs) && new Date(instantMs).toISOString() === written;
  return exists && instantMs >= 0 ? { kind: 'instant', instantMs } : { kind: 'impossible' };
}
