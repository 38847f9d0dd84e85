/**
 * `npm run simulate -- --seeds N --from K`: runs N seeds beginning with K, prints each one that breaks with what it broke,
 * and at the end the seeds per second. `--trace` prints the whole trace of the seeds that break. Exit 1 when one broke.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../test/simulator/simulation.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' }, trace: { type: 'boolean', default: false } } });
const seeds = Number(values.seeds);
const from = Number(values.from);
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1 || from < 0) {
  console.error('Give whole numbers: npm run simulate -- --seeds 1000 --from 1');
  process.exit(2);
}

const startedMs = performance.now();
let brokenSeeds = 0;
let punches = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const result = await simulate(seed);
  punches += result.punches;
  if (result.broken.length === 0) continue;
  brokenSeeds += 1;
  console.log(`seed ${seed}: ${result.broken.join('; ')}`);
  if (values.trace) console.log(result.trace.join('\n'));
}
const seconds = (performance.now() - startedMs) / 1000;
console.log(`${seeds} seeds from ${from}, ${punches} punches, ${brokenSeeds} broken, ${(seeds / seconds).toFixed(0)} seeds per second`);
process.exitCode = brokenSeeds === 0 ? 0 : 1;
