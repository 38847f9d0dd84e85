import { promisify } from 'node:util';
import { gunzipSync, gzip, zstdDecompressSync } from 'node:zlib';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { expect, it } from 'vitest';
import { sealingKey } from '../shared/contracts/sealing.ts';
import { batchText, createSealer } from './seal-batch.ts';

const open = { batchId: '01930001-0000-7000-8000-000000000001', deviceId: 'device-1', recovery: true, lastSyncAt: null, records: ['{"recordId":"r"}'], punches: ['{"punchId":"a","note":"sí, \\"quoted\\""}', '{"punchId":"b"}'] };

async function newKey() {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return { privateKey: pair.privateKey, publicKey: sealingKey.parse({ kid: 'key-1', ...(await exportJWK(pair.publicKey)) }) };
}

it('D2 writes the open batch as the contract has it, punches untouched', () => {
  expect(JSON.parse(batchText(open))).toEqual({ ...open, records: [{ recordId: 'r' }], punches: [{ punchId: 'a', note: 'sí, "quoted"' }, { punchId: 'b' }] });
  expect(JSON.parse(batchText({ ...open, punches: [] }))).toMatchObject({ punches: [] });
});

/** Some 6 KB. */
const many = { ...open, punches: Array.from({ length: 100 }, (_, index) => JSON.stringify({ punchId: String(index), note: 'n'.repeat(40) })) };

it('D2 seals to the server key, so that only its holder reads the batch', async () => {
  const { privateKey, publicKey } = await newKey();
  const jwe = await createSealer()(many, publicKey);
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'key-1', cty: 'zentime-batch+json;zstd' });
  expect(zstdDecompressSync(plaintext).toString()).toBe(batchText(many));
  await expect(compactDecrypt(jwe, (await newKey()).privateKey)).rejects.toThrow();
});

it('D2 compresses a few punches with gzip, and says so', async () => {
  const { privateKey, publicKey } = await newKey();
  const { plaintext, protectedHeader } = await compactDecrypt(await createSealer()(open, publicKey), privateKey);
  expect(protectedHeader.cty).toBe('zentime-batch+json;gzip');
  expect(gunzipSync(plaintext).toString()).toBe(batchText(open));
});

it('D2 compresses with whatever it is told to', async () => {
  const { privateKey, publicKey } = await newKey();
  const sealer = createSealer(() => ({ contentType: 'zentime-batch+json;gzip', compress: promisify<Buffer, Buffer>(gzip) }));
  const { plaintext, protectedHeader } = await compactDecrypt(await sealer(many, publicKey), privateKey);
  expect(protectedHeader.cty).toBe('zentime-batch+json;gzip');
  expect(gunzipSync(plaintext).toString()).toBe(batchText(many));
});
