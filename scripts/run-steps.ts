import { addCounts, summarise } from './test-steps.ts';
import type { Count } from './test-steps.ts';

export interface Step {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

/** Runs every step, also after one that failed, prints the closing lines and sets the exit code. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const counts: Count[] = [];
  const failedSteps: string[] = [];
  for (const step of steps) {
    const startMs = performance.now();
    console.log(`\n== ${step.name}`);
    const count = await step.run();
    if (count.failed > 0) failedSteps.push(step.name);
    console.log(`== ${step.name}: ${count.passed} passed, ${count.failed} failed, ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    counts.push(count);
  }
  const { lines, failed } = summarise(addCounts(counts), process.env['CI'] === 'true' ? 'ci' : 'desk');
  if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}.`);
  for (const line of ['', ...lines]) console.log(line);
  process.exitCode = failed === 0 ? 0 : 1;
}
