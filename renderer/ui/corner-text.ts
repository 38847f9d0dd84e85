import { unreachable } from '../../shared/lib/outcome.ts';
import type { I18n } from '../i18n.svelte.ts';
import type { Corner } from '../status.svelte.ts';

/** The corner's line in words; `moment` writes an instant. */
export function cornerText(corner: Corner, i18n: Pick<I18n, 't'>, moment: (instant: string) => string): string {
  switch (corner.kind) {
    case 'unknown':
      return i18n.t('status.checking');
    case 'syncing':
      if (corner.count) return i18n.t(corner.recovery ? 'status.recoveringCount' : 'status.syncingCount', { ...corner.count });
      return i18n.t(corner.recovery ? 'status.recovering' : 'status.syncing');
    case 'completed':
      return i18n.t('status.completed');
    case 'signInNeeded':
      return i18n.t('status.signInNeeded');
    case 'unsent':
      return i18n.t('status.unsent', { count: corner.count });
    case 'allSent':
      return corner.lastSyncAt === null ? i18n.t('status.allSent') : i18n.t('status.allSentLastSync', { at: moment(corner.lastSyncAt) });
    default:
      return unreachable(corner, 'corner');
  }
}
