/**
 * `npm run wild -- --minutes 30 --seed N`: real programs among random kills, stops and network faults (test/crash/wild-run.ts), and what
 * the books say afterwards. Exit 1 when they do not agree, 2 for a wrong command.
 */
import { parseArgs } from 'node:util';
import { describeWild, runWild } from '../test/crash/wild-run.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '3' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed) || seed < 0) {
  console.error('Give minutes and, to have a schedule again, its seed: npm run wild -- --minutes 30 --seed 1');
  process.exit(2);
}
console.log(`wild: seed ${seed}, ${minutes} minutes`);
const outcome = await runWild(seed, minutes, (line) => console.log(`  ${line}`));
console.log(describeWild(outcome).join('\n'));
process.exitCode = outcome.wrong.length === 0 ? 0 : 1;
