/**
 * `npm run replay -- FILE [--json-only]`: feeds a real clock's export to a kiosk that is off line, lets it recover to a real
 * server process, and counts. The last line is one JSON object; exit 0 when the books balance, 1 when they do not or nothing
 * could be replayed, 2 for a wrong command.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replayExport } from './replay/replay-export.ts';
import { narrate } from './replay/narrate.ts';
import { balances } from './replay/tally.ts';

/** Ends the replay with a sentence for whoever started it. */
class Refused extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode: number) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

function readCommand(argv: readonly string[]): { file: string; output: 'jsonOnly' | 'summary' } {
  const usage = 'Usage: npm run replay -- FILE [--json-only]';
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: { 'json-only': { type: 'boolean', default: false } }, allowPositionals: true });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new Refused(`Name one file with a clock's export. ${usage}`, 2);
    return { file, output: values['json-only'] ? 'jsonOnly' : 'summary' };
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    throw new Refused(`${cause instanceof Error ? cause.message : 'The command cannot be read.'} ${usage}`, 2);
  }
}

function readExportFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new Refused(`The file ${file} cannot be read (${code}). Check its name and that it may be read.`, 1);
  }
}

async function main(): Promise<number> {
  const { file, output } = readCommand(process.argv.slice(2));
  const text = readExportFile(file);
  const folder = mkdtempSync(join(tmpdir(), 'zentime-replay-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const narrator = narrate((line) => void process.stderr.write(`${line}\n`));
  const outcome = await replayExport({ text, folder, onStage: narrator.stage, onRow: narrator.row });
  if (output === 'summary') process.stdout.write(narrator.summary(outcome));
  process.stdout.write(`${JSON.stringify(outcome.tally)}\n`);
  return balances(outcome.tally) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : 'The replay failed.'}\n`);
  process.exitCode = cause instanceof Refused ? cause.exitCode : 1;
}
