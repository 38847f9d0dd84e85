/**
 * Has V8 compile the programs of the kill tests whole as they are read, so that Node's cache of what was compiled holds the functions
 * that a start calls too, not only the outermost code: with it a kiosk is usable after two thirds of the time. And without their
 * comments and indents there is half as much to read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync } from 'vite';
import type { TestProject } from 'vitest/node';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** V8's explicit compile hint; it counts in the first line alone. */
const hint = '//# allFunctionsCalledOnLoad\n';

/** After bundle.ts, which makes and removes them. Names stay: a trace can be read. */
export function setup(project: TestProject): void {
  for (const path of Object.values(project.getProvidedContext().crashBundles)) {
    const file = join(repository, String(path));
    const { code, errors } = minifySync(file, readFileSync(file, 'utf8'), { module: true, compress: false, mangle: false, codegen: { removeWhitespace: true } });
    if (errors.length > 0) throw new Error(`${String(path)} cannot be made smaller: ${errors[0]?.message ?? ''}`);
    writeFileSync(file, hint + code);
  }
}
