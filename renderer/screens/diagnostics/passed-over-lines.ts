/** J3: what of the server's changes could not be used, in words: of what, what became of it, and what to do. */
import type { PassedOverView } from '../../../shared/contracts/diagnostics-calls.ts';
import type { I18n } from '../../i18n.svelte.ts';

type Item = PassedOverView['latest'][number];

type What = 'person' | 'timeclock' | 'company' | 'texts' | 'operator' | 'record';

const whatOf: ReadonlyMap<string, What> = new Map([
  ['employee', 'person'],
  ['employeeRemoved', 'person'],
  ['timeclock', 'timeclock'],
  ['organisation', 'company'],
  ['texts', 'texts'],
  ['operator', 'operator'],
  ['operatorRemoved', 'operator'],
  ['entry', 'record'],
  ['temporaryEmployee', 'record'],
  ['request', 'record'],
]);

export interface PassedOverLines {
  readonly what: string;
  readonly outcome: string;
  readonly advice: string;
}

export function passedOverLines({ of, kind, path, count }: Item, i18n: Pick<I18n, 't'>): PassedOverLines {
  const what = whatOf.get(of) ?? 'unknown';
  const place = path === '' ? '–' : path;
  return { what: i18n.t(`diag.passed.of.${what}`), outcome: i18n.t(`diag.passed.${kind}`, { path: place, count }), advice: i18n.t(`diag.passed.do.${what}`) };
}
