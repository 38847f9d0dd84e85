/** The gates that are no tests: each is one command that must end well, and counts as one test. */
export interface Gate {
  readonly name: string;
  /** Arguments for Node. */
  readonly command: readonly string[];
}

/** The longest first. */
export const gates: readonly Gate[] = [
  { name: 'lint', command: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the pages', command: ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'] },
  { name: 'import table', command: ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'main', 'daemon', 'server', 'shared', 'renderer', 'test', 'scripts', '--output-type', 'err-long'] },
  { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];
