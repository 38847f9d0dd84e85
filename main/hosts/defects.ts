/**
 * The edge of the program: what nobody expected ends here. The cause goes to a file for support, one sentence to whoever started the
 * program, and the program ends with 1, so that its starter brings it up again. Punches are safe: they were stored before.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Node's process, as far as it tells what nobody caught. */
export interface Defects {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (cause: unknown) => void): unknown;
}

/** @param end closes nothing and waits for nothing: the state is unknown */
export function endOnDefect(dataFolder: string, end: (exitCode: number) => void, defects: Defects = process): void {
  const meet = (cause: unknown): void => {
    const file = writeCause(dataFolder, cause);
    process.stderr.write(file === null ? 'The kiosk met a defect and ends.\n' : `The kiosk met a defect and ends; ${file} has the cause.\n`);
    end(1);
  };
  defects.on('uncaughtException', meet);
  defects.on('unhandledRejection', meet);
}

function writeCause(dataFolder: string, cause: unknown): string | null {
  try {
    const folder = join(dataFolder, 'logs');
    const file = join(folder, 'defects.log');
    mkdirSync(folder, { recursive: true });
    appendFileSync(file, `${new Date().toISOString()} ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`, { mode: 0o600 });
    return file;
  } catch {
    return null;
  }
}
