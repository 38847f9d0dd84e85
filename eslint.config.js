/**
 * Lint rules of the house: type-aware checks for TypeScript and Svelte, and the few bans that no type can express.
 * Which folder may import which is dependency-cruiser's business (.dependency-cruiser.js).
 */
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Electron's Node is built on BoringSSL: crypto.argon2 exists there, and throws when it is called. */
const argon2 = ['argon2', 'argon2Sync'];

const bannedSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'No default exports: a thing has one name everywhere.' },
  { selector: 'TSEnumDeclaration', message: 'No enums: type stripping cannot run them. Use a union of texts.' },
];

const bannedWindowOptions = [
  { selector: 'Property[key.name=/^(allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|webSecurity)$/]', message: "Electron's security list, items 6 and 8 to 10: never set." },
  { selector: "MemberExpression[property.name='openExternal']", message: "Electron's security list, item 15: a kiosk opens nothing outside of itself." },
];

const ipcMainHandle = { object: 'ipcMain', property: 'handle', message: 'Calls are registered in main/hosts/electron-calls.ts alone: it checks the sender (security list, item 17).' };

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', '.data/', 'results/', 'test/canary/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.base,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // `return refuse(...)` as a guard clause reads well.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['it', 'test', 'describe'] }] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Objects here are records of functions without a `this`; the few classes are used whole.
      '@typescript-eslint/unbound-method': 'off',
      // Promise.withResolvers<void>() is what it says.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-imports': ['error', { paths: ['node:crypto', 'crypto'].map((name) => ({ name, importNames: argon2, message: "Electron's Node has no argon2 (it throws when called). The server uses @node-rs/argon2." })) }],
      'no-restricted-properties': ['error', ...argon2.map((property) => ({ property, object: 'crypto', message: "Electron's Node has no argon2." })), ipcMainHandle],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-param-reassign': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [svelte.configs.recommended, svelte.configs.prettier],
    languageOptions: { parserOptions: { parser: tseslint.parser, projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/no-navigation-without-resolve': 'off', 'prefer-const': 'off' },
  },
  { files: ['main/hosts/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...bannedSyntax, ...bannedWindowOptions] } },
  {
    files: ['main/hosts/electron-calls.ts'],
    rules: { 'no-restricted-properties': ['error', ...argon2.map((property) => ({ property, object: 'crypto' }))] },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 600 }],
      'no-restricted-syntax': ['error', ...bannedSyntax, { selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|fails)$/]', message: 'No skipped and no lonely tests.' }],
    },
  },
  { files: ['scripts/**', 'test/**/*.config.ts', '**/vite.config.ts', '**/*.config.js', '**/*.config.ts'], rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' } },
);
