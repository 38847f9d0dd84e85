/**
 * `npm run simulate -- --seeds N --from K`: lives N simulated lives beginning with seed K, prints each one that breaks with the steps
 * that it needs, and at the end the lives per second and how often each fault was injected; a fault that never was is a failure of
 * the run. `--main model|real --server model|real` choose the sides. `--seed N --trace` prints one life, step by step; `--keep 1,2,3`
 * takes these steps of its plan alone. Exit 1 when something broke.
 */
import { parseArgs } from 'node:util';
import { faultsOf, type Mix, type Side } from '../test/simulator/fault-kinds.ts';
import { liveMany } from '../test/simulator/many-lives.ts';
import { simulateMix } from '../test/simulator/mixes.ts';
import { makeTemplates } from '../test/simulator/templates.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { seeds: { ...text, default: '1000' }, from: { ...text, default: '1' }, seed: text, keep: text, main: { ...text, default: 'model' }, server: { ...text, default: 'model' }, trace: { type: 'boolean', default: false } },
});

/** So few lives cannot have met everything. */
const enoughForAllFaults = 200;
const mostBroken = 10;

function wholeNumber(given: string, least: number): number {
  const number = Number(given);
  if (Number.isSafeInteger(number) && number >= least) return number;
  return refuse();
}

function sideOf(given: string): Side {
  return given === 'model' || given === 'real' ? given : refuse();
}

function refuse(): never {
  console.error('Give whole numbers, and model or real: npm run simulate -- --seeds 1000 --from 1 --main real --server real; or --seed 7 --trace for one life.');
  process.exit(2);
}

async function liveOne(seed: number, mix: Mix): Promise<boolean> {
  const templates = mix.main === 'real' ? await makeTemplates() : null;
  const keep = values.keep === undefined ? null : values.keep.split(',').map((place) => wholeNumber(place, 0));
  const result = await simulateMix(seed, mix, templates, { keep });
  templates?.remove();
  if (values.trace) console.log(result.trace.join('\n'));
  console.log(result.broken.length === 0 ? `seed ${seed}: nothing broke; trace ${result.hash}` : `seed ${seed}: ${result.broken.join('; ')}`);
  return result.broken.length === 0;
}

async function live(from: number, seeds: number, mix: Mix): Promise<boolean> {
  const templates = mix.main === 'real' ? await makeTemplates() : null;
  const startedMs = performance.now();
  const lives = await liveMany({ mix, from, seeds, templates, mostBroken, tell: (story) => console.log(`${story}\n`) });
  const seconds = (performance.now() - startedMs) / 1000;
  templates?.remove();
  console.log(
    `faults: ${faultsOf(mix)
      .map((kind) => `${kind} ${lives.faults.of(kind)}`)
      .join(', ')}`,
  );
  const missing = seeds < enoughForAllFaults ? [] : lives.missing;
  if (missing.length > 0) console.log(`never injected: ${missing.join(', ')}`);
  console.log(
    `${seeds} seeds from ${from}, main ${mix.main}, server ${mix.server}: ${lives.punches} punches, ${lives.renewals} renewals, ${lives.failures} failed punches, ${lives.stories.length} broken, ${(seeds / seconds).toFixed(1)} seeds per second`,
  );
  return lives.stories.length === 0 && missing.length === 0;
}

const mix: Mix = { main: sideOf(values.main), server: sideOf(values.server) };
if (mix.main === 'model' && mix.server === 'real') refuse();
const isRight = values.seed === undefined ? await live(wholeNumber(values.from, 0), wholeNumber(values.seeds, 1), mix) : await liveOne(wholeNumber(values.seed, 0), mix);
process.exitCode = isRight ? 0 : 1;
