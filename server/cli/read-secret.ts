/** A password from whoever runs the command: without echo at a terminal, else the first line of standard input. Never from an argument, which others can see. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export type SecretOutcome = { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'none' } | { readonly kind: 'different' };

export async function readSecret(prompt: string): Promise<SecretOutcome> {
  if (!process.stdin.isTTY) return firstLine();
  const first = await ask(`${prompt}: `);
  const second = await ask(`${prompt}, again: `);
  if (first === '') return { kind: 'none' };
  return first === second ? { kind: 'secret', secret: first } : { kind: 'different' };
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<SecretOutcome> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line === '' ? { kind: 'none' } : { kind: 'secret', secret: line };
  return { kind: 'none' };
}
