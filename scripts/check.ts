/** `npm run check`: types, lint, import table, format and the quick tests; what to run before every commit. */
import { runSteps } from './run-steps.ts';
import { runProject } from './test-steps.ts';

await runSteps([
  { name: 'unit tests', run: () => runProject('unit') },
  { name: 'unit tests of the pages', run: () => runProject('renderer') },
]);
