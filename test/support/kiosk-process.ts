/** The kiosk's main process under the browser host, as a real process with its real daemon, on a folder that outlives it. */
import { z } from 'zod';
import { startProgram, type Program } from './program.ts';

export interface KioskProcess {
  readonly program: Program;
  /** With the launch's token in the fragment. */
  readonly url: string;
}

const startWithinMs = 30_000;

/** @param environment beside the data folder, e.g. ZENTIME_PHASE_FILE */
export async function startKiosk(dataFolder: string, environment: Readonly<Record<string, string>>): Promise<KioskProcess> {
  const program = startProgram('main/hosts/browser.ts', [], { ZENTIME_DATA_DIR: dataFolder, ...environment });
  const ready = await program.waitFor('kioskReady', startWithinMs);
  return { program, url: z.url().parse(ready['url']) };
}
