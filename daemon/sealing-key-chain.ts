/**
 * D2: follows the server from one sealing key to the next. Each new key is signed by the one before it, so that nobody in between
 * (a proxy that ends TLS, above all) can have batches sealed to a key of their own.
 */
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { sealingKey, successorMediaType, type SealingKey } from '../shared/contracts/sealing.ts';

/** The last key that `trusted` leads to by signatures; null where not one of them holds. */
export async function followSuccessors(trusted: SealingKey, successors: readonly string[]): Promise<SealingKey | null> {
  let key = trusted;
  for (const successor of successors) {
    const next = await readSuccessor(key, successor);
    if (next === null) break;
    key = next;
  }
  return key === trusted ? null : key;
}

async function readSuccessor({ kid, ...jwk }: SealingKey, successor: string): Promise<SealingKey | null> {
  try {
    const header = decodeProtectedHeader(successor);
    if (header.kid !== kid || header.typ !== successorMediaType) return null;
    const { payload } = await compactVerify(successor, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
    return sealingKey.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch {
    return null;
  }
}
