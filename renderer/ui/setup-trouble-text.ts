import { unreachable } from '../../shared/lib/outcome.ts';
import type { I18n } from '../i18n.svelte.ts';
import type { SetupField, SetupProblem } from '../setup.svelte.ts';

/** What the notice of a wizard step says; null where nothing is wrong or the error stands at its field. */
export function troubleText(problem: SetupProblem | null, i18n: Pick<I18n, 't'>, secondsLeft: number | null): string | null {
  if (!problem) return null;
  switch (problem.kind) {
    case 'missing':
    case 'notANumber':
    case 'notAPlace':
    case 'badAddress':
      return null;
    case 'unknownCompany':
      return i18n.t('problem.unknownCompany');
    case 'unknownTimeclock':
      return i18n.t('problem.unknownTimeclock');
    case 'refused':
      return i18n.t(`problem.${problem.code}`);
    case 'lockedOut':
      return i18n.t('setup.error.lockedOut', { minutes: Math.max(1, Math.ceil((secondsLeft ?? 0) / 60)) });
    case 'serverAway':
      return i18n.t(`setup.error.${problem.reason}`);
    case 'internal':
      return i18n.t('setup.error.internal');
    default:
      return unreachable(problem, 'setup problem');
  }
}

/** The error that stands at one field, or null. */
export function fieldError(field: SetupField, problem: SetupProblem | null, i18n: Pick<I18n, 't'>): string | null {
  if (problem?.kind === 'missing' && problem.field === field) return i18n.t('setup.error.missing');
  if (problem?.kind === 'notANumber' && field === 'timeclock') return i18n.t('setup.error.number');
  if (problem?.kind === 'notAPlace' && field === 'place') return i18n.t('place.fixedError');
  if (problem?.kind === 'badAddress' && field === 'serverUrl') return i18n.t('setup.error.badAddress');
  return null;
}
