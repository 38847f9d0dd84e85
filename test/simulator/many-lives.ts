/** Many lives of one mix, one after the other, until one breaks: then it is shrunk, and told so that anybody can have it again. */
import { FaultCount, type FaultKind, type Mix } from './fault-kinds.ts';
import { simulateMix } from './mixes.ts';
import { shrink } from './shrink.ts';
import type { SimulationResult } from './simulation.ts';
import type { Templates } from './templates.ts';

export interface Lives {
  readonly seeds: number;
  readonly punches: number;
  readonly renewals: number;
  readonly failures: number;
  readonly faults: FaultCount;
  /** Kinds of faults that never struck. */
  readonly missing: readonly FaultKind[];
  /** The story of each life that broke. */
  readonly stories: readonly string[];
}

export interface LivesInput {
  readonly mix: Mix;
  readonly from: number;
  readonly seeds: number;
  readonly templates: Templates | null;
  /** After so many broken ones it is enough. */
  readonly mostBroken: number;
  /** Told of each story as soon as it is known. */
  readonly tell: (story: string) => void;
}

export async function liveMany({ mix, from, seeds, templates, mostBroken, tell }: LivesInput): Promise<Lives> {
  const faults = new FaultCount();
  const stories: string[] = [];
  let [punches, renewals, failures] = [0, 0, 0];
  for (let seed = from; seed < from + seeds && stories.length < mostBroken; seed += 1) {
    const result = await simulateMix(seed, mix, templates);
    faults.addAll(result.faults);
    punches += result.punches;
    renewals += result.renewals;
    failures += result.failures;
    if (result.broken.length === 0) continue;
    const story = await storyOf(result, mix, templates);
    stories.push(story);
    tell(story);
  }
  return { seeds, punches, renewals, failures, faults, missing: faults.missing(mix), stories };
}

/** What broke, the steps that are needed for it, and the line that keeps it. */
async function storyOf(result: SimulationResult, mix: Mix, templates: Templates | null): Promise<string> {
  const { seed } = result;
  const shrunk = await shrink(result, (keep) => simulateMix(seed, mix, templates, { keep }));
  const steps = shrunk.result.steps.map((step) => `[${step.index}] ${step.what}`).join(', ');
  return [
    `seed ${seed} (main ${mix.main}, server ${mix.server}): ${[...new Set(result.broken)].join('; ')}`,
    `shrunk from ${result.steps.length} steps to ${shrunk.keep.length} in ${shrunk.lives} lives: ${steps}`,
    ...shrunk.result.trace.slice(-40),
    [...new Set(shrunk.result.broken)].join('; '),
    `again: npm run simulate -- --seed ${seed} --main ${mix.main} --server ${mix.server} --keep ${shrunk.keep.join(',')} --trace`,
    `to keep it, add to test/simulator/seeds.ts: { seed: ${seed}, mix: { main: '${mix.main}', server: '${mix.server}' }, keep: [${shrunk.keep.join(', ')}], found: '…' },`,
  ].join('\n');
}
