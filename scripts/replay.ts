/**
 * `npm run replay -- FILE [--json-only] [--kiosks=N]`: feeds a real clock's export to a kiosk that is off line, lets it recover to a
 * real server process, and counts. With several kiosks the rows are shared out, and each kiosk's clock is wrong in its own way. The last line is one JSON object; exit 0 when the books balance, 1 when they do not or nothing
 * could be replayed, 2 for a wrong command.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replayExport, type ReplayOutcome } from './replay/replay-export.ts';
import { replayOnSeveral } from './replay/several-kiosks.ts';
import { narrate } from './replay/narrate.ts';
import { balances } from './replay/tally.ts';

/** Each is a whole kiosk with a daemon of its own. */
const mostKiosks = 9;
const seed = 1;

/** Ends the replay with a sentence for whoever started it. */
class Refused extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode: number) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

function readCommand(argv: readonly string[]): { file: string; output: 'jsonOnly' | 'summary'; kiosks: number } {
  const usage = 'Usage: npm run replay -- FILE [--json-only] [--kiosks=N]';
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: { 'json-only': { type: 'boolean', default: false }, kiosks: { type: 'string', default: '1' } }, allowPositionals: true });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new Refused(`Name one file with a clock's export. ${usage}`, 2);
    const kiosks = Number(values.kiosks);
    if (!Number.isSafeInteger(kiosks) || kiosks < 1 || kiosks > mostKiosks) throw new Refused(`--kiosks takes a number from 1 to ${mostKiosks}. ${usage}`, 2);
    return { file, output: values['json-only'] ? 'jsonOnly' : 'summary', kiosks };
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

async function onSeveral(text: string, folder: string, kiosks: number, onStage: (sentence: string) => void): Promise<ReplayOutcome> {
  const { tally, pending } = await replayOnSeveral({ text, folder, kiosks, seed, onStage });
  const pendingBy = Map.groupBy(pending.values(), (reason) => reason);
  return { tally, pendingBy: new Map([...pendingBy].map(([reason, all]) => [reason, all.length])) };
}

async function main(): Promise<number> {
  const { file, output, kiosks } = readCommand(process.argv.slice(2));
  const text = readExportFile(file);
  const folder = mkdtempSync(join(tmpdir(), 'zentime-replay-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const narrator = narrate((line) => void process.stderr.write(`${line}\n`));
  const outcome = kiosks === 1 ? await replayExport({ text, folder, onStage: narrator.stage, onRow: narrator.row }) : await onSeveral(text, folder, kiosks, narrator.stage);
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
