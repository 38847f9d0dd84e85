/**
 * The group-commit row of the anchors bench, as that bench measures it itself: a small server without rules, login or TLS, whose thousand clients
 * open their connections when the clock runs. limits-and-faults.md sets the goals of a fleet on SQLite as shares of this row.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { missingAnchors } from '../anchors-folder.ts';

/** Punches a second by punches a request. */
export type GroupCommitRow = ReadonlyMap<number, number>;

const script = join('anchors', 'fleet.mjs');
const line = z.object({ anchor: z.string(), median: z.number().positive(), ok: z.literal(true) });
const rowName = /^fleet-1000-kiosks-group-x(\d+)$/;

/** @returns a sentence that says why there is none; otherwise the row */
export async function measureGroupCommitRow(folder: string): Promise<GroupCommitRow | string> {
  const missing = missingAnchors(folder, script);
  if (missing !== null) return missing;
  // Without our own row: the anchors' clients speak plain HTTP only. Three runs: one varies by half.
  const { OWN_SERVER: _none, ...environment } = process.env;
  const child = spawn(process.execPath, [join(folder, script), '--runs=3'], { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) return `The anchors' fleet ended with ${String(code)}.`;
  return readRow(output);
}

/** @param output a JSON object a line; a row that is not in order is no row */
export function readRow(output: string): GroupCommitRow {
  const row = new Map<number, number>();
  for (const text of output.split('\n').filter((one) => one.startsWith('{'))) {
    const parsed = line.safeParse(JSON.parse(text));
    const size = parsed.success ? rowName.exec(parsed.data.anchor)?.[1] : undefined;
    if (parsed.success && size !== undefined) row.set(Number(size), parsed.data.median);
  }
  return row;
}
