/** Server and kiosk together, for `npm start` and `npm run demo:offline`: what it starts it also ends. */
import { emptySetting } from '../../main/hosts/kiosk-settings.ts';
import { dataRoot, programFiles } from '../../main/hosts/program-files.ts';
import { foldersBelow, moveAside } from './data-folders.ts';
import { demo } from '../../server/demo.ts';
import { giveDemoQuestions } from './demo-questions.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import type { EmbeddedServer } from './embedded-server.ts';
import type { StartFlags } from './flags.ts';
import { chooseHost, startKiosk } from './kiosk.ts';
import type { RunningProgram } from './program.ts';
import { provisionDemoKiosk } from './provision.ts';
import { demoSheet } from './sheet.ts';

export interface DemoRun {
  readonly server: EmbeddedServer;
  readonly kiosk: RunningProgram;
  /** Ends both, the kiosk first so that its last sync is not cut off; comes back when nothing is left. */
  stop(): Promise<void>;
}

export type DemoOutcome = { kind: 'running'; run: DemoRun } | { kind: 'notStarted'; sentence: string };

export async function runDemo(flags: StartFlags, say: (line: string) => void): Promise<DemoOutcome> {
  const files = programFiles(new URL('../../main/hosts/browser.ts', import.meta.url).href);
  const empty = emptySetting(process.env);
  if (empty !== null) return { kind: 'notStarted', sentence: empty };
  const folders = foldersBelow(dataRoot({ platform: process.platform, environment: process.env, files }));
  const aside = flags.data === 'fresh' ? moveAside(folders, new Date()) : null;
  if (aside !== null) say(`Old data was moved to ${aside}.`);
  const host = await chooseHost(flags.host, say);
  const started = await startEmbeddedServer(folders.server, flags.port);
  if (started.kind === 'notStarted') return started;
  const { server } = started;
  if (!(await giveDemoQuestions(server.url).catch(() => false))) say(`Timeclock ${demo.timeclocks.packing} asks nothing at Clock Out: the server did not take the demo's questions.`);
  const provision = flags.setup === 'done' ? await provisionDemoKiosk(folders.root, server.url) : null;
  const kiosk = await startKiosk({ host, dataRoot: folders.root, serverUrl: server.url, provision });
  if (kiosk.kind === 'notStarted') {
    await server.takeAway();
    return kiosk;
  }
  say(introduction(server.url, kiosk.window, kiosk.url));
  const stop = async (): Promise<void> => {
    await kiosk.program.stop();
    await server.takeAway();
  };
  return { kind: 'running', run: { server, kiosk: kiosk.program, stop } };
}

function introduction(serverUrl: string, noWindow: string | null, url: string): string {
  const place = noWindow === null ? '  The kiosk stands in its own window.' : `  ${noWindow} Open the kiosk in any browser on this machine:\n\n    ${url}`;
  return `\nZenTime is running.\n\n${place}\n\n${demoSheet(serverUrl)}\n`;
}
