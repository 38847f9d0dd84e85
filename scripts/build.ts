/**
 * `npm run build`: everything that ships, into dist/. With `--stale-only`, as the bootstrap calls it, only what the
 * programs need that run from their sources (page and preload), and only when it is out of date.
 */
import { build, buildParts, isFresh } from './build-parts.ts';

const staleOnly = process.argv.includes('--stale-only');
// `programs` empties its folders, so that it comes before the preload, which lies in one of them.
const parts = staleOnly ? buildParts.filter((part) => part.name !== 'programs' && !isFresh(part)) : buildParts;

for (const part of parts) {
  process.stderr.write(`Building the ${part.what}.\n`);
  const outcome = await build(part);
  if (outcome.kind === 'failed') {
    process.stderr.write(`${outcome.output}\nThe ${part.what} could not be built.\n`);
    process.exitCode = 1;
    break;
  }
}
