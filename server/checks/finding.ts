/** What was found wrong with settings, as an answer tells it. */
import type { Finding } from '../../shared/rules/finding.ts';
import { problem, type Problem } from '../errors.ts';

const mostFindings = 50;

/** The findings as the answer tells them; the first fifty, for nobody reads more at once. */
export function asProblem(findings: readonly Finding[]): Problem {
  const errors = findings.slice(0, mostFindings).map(({ path, message }) => ({ path: path.slice(0, 200), message: message.slice(0, 500) }));
  return problem('notPossible', { errors });
}
