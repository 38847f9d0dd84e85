/**
 * Builds the kiosk's pages: `dist/renderer` is what ships; with `--mode stories` the story page goes to `dist/stories`,
 * which never ships. Assets stay files of their own, because the policy of the page allows nothing inline.
 */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => {
  const page = mode === 'stories' ? 'stories' : 'index';
  return {
    root: here('.'),
    base: './',
    publicDir: here('./public'),
    plugins: [svelte({ configFile: here('./svelte.config.js') })],
    build: {
      outDir: here(mode === 'stories' ? '../dist/stories' : '../dist/renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: here(`./${page}.html`) },
    },
  };
});
