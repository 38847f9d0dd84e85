/** G3: which server the kiosk has to do with, what to update where the two differ, and since when that is hearsay. */
import type { DiagnosticsView } from '../../../shared/contracts/diagnostics-calls.ts';
import type { I18n } from '../../i18n.svelte.ts';

export function serverLines({ server, machine }: Pick<DiagnosticsView, 'server' | 'machine'>, i18n: Pick<I18n, 't'>, moment: (at: string) => string): string[] {
  if (server === null) return [i18n.t('diag.server.unknown')];
  const { program, contract, age, lastSeenAt } = server;
  return [
    program === null ? i18n.t('diag.server.contractAlone', { contract }) : i18n.t('diag.server.versions', { program, contract }),
    ...(age === 'same' ? [] : [i18n.t(`diag.server.age.${age}`)]),
    ...(machine.online === true || lastSeenAt === null ? [] : [i18n.t('diag.server.lastSeen', { at: moment(lastSeenAt) })]),
  ];
}
