/** The preload as one CommonJS file: a sandboxed preload cannot be a module and cannot load others. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('..'),
  publicDir: false,
  build: {
    outDir: here('../dist/main/hosts'),
    emptyOutDir: false,
    target: 'chrome130',
    minify: false,
    lib: { entry: here('../main/hosts/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
