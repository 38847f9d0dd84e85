/** `npm run check`: types, lint, import table, format and the quick tests; what to run before every commit. */
import { gates } from './gates.ts';
import { runSteps } from './run-steps.ts';
import { runGate, runProject } from './test-steps.ts';

await runSteps([...gates.map((gate) => ({ name: gate.name, run: () => runGate(gate) })), { name: 'unit tests', run: () => runProject('unit') }, { name: 'unit tests of the pages', run: () => runProject('renderer') }]);
