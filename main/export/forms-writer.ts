/**
 * K10, E8: identification forms that the server has not got, digits included: sealed to its key as a batch is (D2), one on a line, so
 * that nobody else can read them from a stick. They are what a dead kiosk's punches of temporary people hang on.
 */
import { gzipSync } from 'node:zlib';
import { CompactEncrypt, importJWK } from 'jose';
import { exportFileNames } from '../../shared/contracts/export-format.ts';
import { sealedContentTypes, type BatchInput } from '../../shared/contracts/http.ts';
import type { SealingKey } from '../../shared/contracts/sealing.ts';
import type { ExportRow } from './export-row.ts';
import type { PartFile } from './part-file.ts';
import type { RowWriter } from './row-writer.ts';

export interface FormsInput {
  readonly file: PartFile;
  readonly key: SealingKey;
  readonly deviceId: string;
  readonly newId: () => string;
}

/** Forms on one line. */
const mostForms = 500;
const gzipContent = sealedContentTypes[1];

export function formsWriter(input: FormsInput): RowWriter {
  const { file } = input;
  let waiting: string[] = [];
  let rows = 0;
  const sealWaiting = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const forms = waiting;
    waiting = [];
    file.add(`${await seal(input, forms)}\n`);
  };
  return {
    take(more) {
      const forms = more.flatMap((row: ExportRow) => (row.row === 'record' && row.sealed !== null ? [row.sealed] : []));
      waiting.push(...forms);
      rows += forms.length;
    },
    flush: async () => {
      if (waiting.length >= mostForms) await sealWaiting();
      await file.flush();
    },
    finish: async () => {
      await sealWaiting();
      return { name: exportFileNames.forms, format: 'forms', ...(await file.finish()), rows };
    },
    abort: () => file.close().catch(() => undefined),
  };
}

async function seal({ key, deviceId, newId }: FormsInput, forms: readonly string[]): Promise<string> {
  const { kid, kty, crv, x, y } = key;
  const envelope: Omit<BatchInput, 'records'> = { batchId: newId(), deviceId, recovery: true, lastSyncAt: null, punches: [] };
  const plain = `${JSON.stringify(envelope).slice(0, -1)},"records":[${forms.join(',')}]}`;
  const publicKey = await importJWK({ kty, crv, x, y }, 'ECDH-ES');
  return new CompactEncrypt(gzipSync(plain)).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: gzipContent }).encrypt(publicKey);
}
