/** H4: the trusted clock over what an earlier run stored. What becomes of the clocks is logged, and kept for support. */
import { randomUUID } from 'node:crypto';
import { unreachable } from '../shared/lib/outcome.ts';
import type { EventLog } from './logger.ts';
import type { MachineClock } from './machine-clock.ts';
import type { Storage } from './open-storage.ts';
import { TrustedClock, type ClockNews, type StoredTime } from './trusted-clock.ts';

interface TrustedClockParts {
  readonly clock: MachineClock;
  readonly storage: Pick<Storage, 'settings' | 'syncLog'>;
  readonly log: EventLog;
  /** What a screen shows of the time may be wrong now. */
  readonly onMoved: () => void;
  /** The network may be another one than before. */
  readonly onSlept: () => void;
}

export function openTrustedClock(parts: TrustedClockParts): TrustedClock {
  const { clock, storage, log, onMoved } = parts;
  // Whoever asks for the time must get it, a full disk or not.
  const store = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      log('main.defect', { where: 'trustedClock', why: error instanceof Error ? error.message : String(error) });
    }
  };
  return new TrustedClock({
    clock,
    bootId: randomUUID(),
    stored: readStored(storage),
    storeOffset: (offsetMs) => store(() => storage.settings.write('clockOffset', { offsetMs, learnedAtMs: clock.wallMs() })),
    onNews: (news) => {
      note(parts, news);
      if (news.kind === 'slept') return parts.onSlept();
      store(() => storage.settings.write('clockMoved', { kind: news.kind, byMs: news.byMs, atMs: clock.wallMs() }));
      onMoved();
    },
  });
}

/** Both moments come from the server, so both are over: a punch of a clock that was never right proves nothing. */
function readStored({ settings }: TrustedClockParts['storage']): StoredTime | null {
  const offset = settings.read('clockOffset');
  if (offset === null) return null;
  const lastAnswer = settings.read('connectivity')?.lastAuthenticatedAt ?? null;
  return { offsetMs: offset.offsetMs, overMs: Math.max(offset.learnedAtMs + offset.offsetMs, lastAnswer === null ? 0 : Date.parse(lastAnswer)) };
}

function note({ clock, storage, log }: TrustedClockParts, news: ClockNews): void {
  const atMs = clock.wallMs();
  switch (news.kind) {
    case 'moved':
    case 'impossible': {
      const event = news.kind === 'moved' ? 'clock.jumped' : 'clock.impossibleStart';
      const fields = { byMs: news.byMs };
      log(event, fields);
      storage.syncLog.append({ atMs, level: 'warning', event, fields });
      return;
    }
    case 'slept':
      log('clock.slept', { forMs: news.forMs });
      storage.syncLog.append({ atMs, level: 'info', event: 'clock.slept', fields: { forMs: news.forMs } });
      return;
    default:
      return unreachable(news, 'news of the clock');
  }
}
