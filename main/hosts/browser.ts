/** The kiosk under plain Node: `node main/hosts/browser.ts`. What keeps it from starting is said in one sentence, with exit code 1. */
import { programFiles } from './program-files.ts';
import { runBrowserKiosk } from './run-browser-kiosk.ts';

await runBrowserKiosk({ environment: process.env, files: programFiles(import.meta.url) });
