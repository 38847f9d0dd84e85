import { gates } from './gates.ts';
import type { Gate } from './gates.ts';
import { addCounts, runGate, summarise } from './test-steps.ts';
import type { Count } from './test-steps.ts';

export interface Step {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

/** As many as the smallest machine that this is for has cores. */
const gatesAtATime = 2;

/**
 * Runs every step, also after one that failed, and the gates beside them, which take what the tests leave of the machine: a fifth, for most of them
 * wait. Prints the closing lines and sets the exit code.
 */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const counts: Count[] = [];
  const failedSteps: string[] = [];
  const take = (name: string, count: Count, startMs: number): void => {
    if (count.failed > 0) failedSteps.push(name);
    console.log(`== ${name}: ${count.passed} passed, ${count.failed} failed, ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    counts.push(count);
  };
  const inOrder = async (): Promise<void> => {
    for (const step of steps) {
      const startMs = performance.now();
      console.log(`\n== ${step.name}`);
      take(step.name, await step.run(), startMs);
    }
  };
  await Promise.all([inOrder(), runGates(take)]);
  const total = addCounts(counts);
  const { lines, failed } = summarise(total, process.env['CI'] === 'true' ? 'ci' : 'desk');
  if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}.`);
  for (const failure of total.failures) console.log(`  ${failure}`);
  for (const line of ['', ...lines]) console.log(line);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function runGates(take: (name: string, count: Count, startMs: number) => void): Promise<void> {
  const left: Gate[] = [...gates];
  const worker = async (): Promise<void> => {
    for (let gate = left.shift(); gate !== undefined; gate = left.shift()) {
      const startMs = performance.now();
      const { count, output } = await runGate(gate);
      console.log(`\n== ${gate.name}\n${output.trim()}`);
      take(gate.name, count, startMs);
    }
  };
  await Promise.all(Array.from({ length: gatesAtATime }, worker));
}
