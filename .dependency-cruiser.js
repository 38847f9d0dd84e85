/**
 * The import table: which folder may import which. Everything points one way, nothing sideways between the programs.
 * Type-only imports count as well.
 */
const tests = '\\.test\\.ts$';
const programs = ['main', 'daemon', 'server', 'renderer'];

/** One program sees itself, shared/, and packages. */
const programsStayApart = programs.map((program) => ({
  name: `${program}-imports-shared-only`,
  comment: `${program}/ may import itself and shared/ (house style C); programs meet in the contracts.`,
  severity: 'error',
  from: { path: `^${program}/`, pathNot: tests },
  to: { path: '^(main|daemon|server|renderer|test|scripts|dist)/', pathNot: `^${program}/` },
}));

export default {
  forbidden: [
    ...programsStayApart,
    { name: 'no-cycles', comment: 'A cycle hides which of two files is the lower one.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', comment: 'An import that nothing answers.', severity: 'error', from: { pathNot: '\\.svelte$' }, to: { couldNotResolve: true, pathNot: '\\?|^virtual:' } },
    {
      name: 'rules-import-lib-only',
      comment: 'shared/rules is pure: itself, shared/lib and Temporal.',
      severity: 'error',
      from: { path: '^shared/rules/', pathNot: tests },
      to: { pathNot: ['^shared/(rules|lib)/', 'node_modules/temporal-polyfill/'] },
    },
    {
      name: 'contracts-import-lib-only',
      comment: 'shared/contracts: itself, shared/lib, types of the rules, zod.',
      severity: 'error',
      from: { path: '^shared/contracts/', pathNot: tests },
      to: { pathNot: ['^shared/(contracts|lib)/', 'node_modules/zod/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-imports-nothing',
      comment: 'shared/lib is the bottom.',
      severity: 'error',
      from: { path: '^shared/lib/', pathNot: tests },
      to: { pathNot: ['^shared/lib/', 'node_modules/temporal-polyfill/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'shared-without-node',
      comment: 'shared/ runs in Node and in the page; the keyed hash and folders are for the programs that have them.',
      severity: 'error',
      from: { path: '^shared/', pathNot: [tests, '^shared/lib/(keyed-hash|make-folder)\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'page-without-node', comment: 'Nothing that needs Node may reach the page.', severity: 'error', from: { path: '^renderer/', pathNot: tests }, to: { reachable: true, path: '^shared/lib/(keyed-hash|make-folder)' } },
    { name: 'shared-without-programs', comment: 'shared/ knows no program.', severity: 'error', from: { path: '^shared/', pathNot: tests }, to: { path: '^(main|daemon|server|renderer|test|scripts)/' } },
    { name: 'ui-for-pages-alone', comment: 'shared/ui belongs to the renderer and the console.', severity: 'error', from: { pathNot: ['^(renderer|server/console|shared/ui|test|scripts)/'] }, to: { path: '^shared/ui/' } },
    {
      name: 'texts-for-page-and-server',
      comment: 'shared/texts brings the ICU parser along, which neither main nor the daemon ships.',
      severity: 'error',
      from: { pathNot: ['^(renderer|server|shared/texts|test|scripts)/'] },
      to: { path: '^shared/texts/' },
    },
    { name: 'main-without-hosts', comment: 'Hosts know main; main knows the Host interface alone.', severity: 'error', from: { path: '^main/', pathNot: ['^main/hosts/', tests] }, to: { path: '^main/hosts/' } },
    {
      name: 'electron-in-its-host',
      comment: 'Importing electron anywhere else breaks where its binary is not.',
      severity: 'error',
      from: { pathNot: ['^main/hosts/(electron|preload)[^/]*\\.ts$', '^test/support/electron-'] },
      to: { path: 'node_modules/electron/' },
    },
    { name: 'got-in-the-server-client', comment: 'One place knows HTTP.', severity: 'error', from: { pathNot: ['^daemon/server-client', tests, '^test/'] }, to: { path: 'node_modules/got/' } },
    {
      name: 'sql-in-database-folders',
      comment: 'Only database/ writes SQL.',
      severity: 'error',
      from: { path: `^(${programs.join('|')}|shared)/`, pathNot: ['/database/', tests] },
      to: { path: 'node_modules/(kysely|better-sqlite3|pg)/' },
    },
    { name: 'shipped-code-without-tests', comment: 'Tests import code, never the other way round.', severity: 'error', from: { path: `^(${programs.join('|')}|shared)/`, pathNot: tests }, to: { path: ['^(test|scripts)/', tests] } },
    {
      name: 'shipped-code-without-dev-packages',
      comment: 'A development package is not there in the installed kiosk. Type-only imports are gone by then; electron is the shell itself.',
      severity: 'error',
      from: { path: '^(main|daemon|server|shared/(contracts|lib|rules))/', pathNot: [tests, '^main/hosts/preload', '^server/console/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/electron/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data|test/canary)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'] },
  },
};
