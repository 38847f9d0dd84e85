/**
 * `npm run bench:anchors [-- --anchors=DIR --only=sync --daemon=sameProcess …]`: runs the anchors bench, which lies beside this
 * repository and not in it, with our row in it. Everything but `--anchors` and `--daemon` goes to its run-all.mjs; with
 * `--script=sync` the rest goes to that one script of it (`--script=sync --n=10000 --runs=5 --only=floor-batch-1k,own`).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anchorsFolder, missingAnchors } from './bench/anchors-folder.ts';
import { ownRow } from './bench/own-row.ts';
import { makeTlsFiles } from './bench/tls-files.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

class Refused extends Error {}

interface Command {
  readonly folder: string;
  readonly daemon: string;
  readonly script: string;
  readonly rest: readonly string[];
}

function readCommand(argv: readonly string[]): Command {
  const own = new Map<string, string>();
  const rest = argv.filter((argument) => {
    const [, name, value] = /^--(anchors|daemon|script)=(.+)$/.exec(argument) ?? [];
    if (name === undefined || value === undefined) return true;
    own.set(name, value);
    return false;
  });
  const folder = anchorsFolder(own.get('anchors'));
  const script = own.get('script');
  return { folder, daemon: own.get('daemon') ?? 'forked', script: script === undefined ? 'run-all.mjs' : join('anchors', `${script}.mjs`), rest };
}

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  const missing = missingAnchors(command.folder, command.script);
  if (missing !== null) throw new Refused(missing);
  const daemon = ownRow.shape.daemon.safeParse(command.daemon);
  if (!daemon.success) throw new Refused('--daemon takes forked or sameProcess.');
  const tlsFolder = mkdtempSync(join(tmpdir(), 'zentime-anchors-'));
  try {
    const tls = makeTlsFiles(tlsFolder);
    if (tls === null) process.stderr.write('There is no openssl command to make a certificate with: our row speaks plain HTTP on loopback.\n');
    const options = JSON.stringify({ tls, daemon: daemon.data });
    const side = (file: string): string => join(repository, 'scripts', 'bench', file);
    const ours = { OWN_SERVER: side('own-server.ts'), OWN_CLIENT: side('own-client.ts'), OWN_SERVER_OPTS: options, OWN_CLIENT_OPTS: options };
    const child = spawn(process.execPath, [join(command.folder, command.script), ...command.rest], { stdio: 'inherit', env: { ...process.env, ...ours, ...(tls === null ? {} : { NODE_EXTRA_CA_CERTS: tls.certFile }) } });
    return await new Promise((done, fail) => {
      child.once('error', fail);
      child.once('close', (code) => done(code ?? 1));
    });
  } finally {
    rmSync(tlsFolder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : 'The anchors bench could not be run.'}\n`);
  process.exitCode = cause instanceof Refused ? 2 : 1;
}
