/** The model server behind real HTTP, opening sealed batches: for the daemon as it is, with nothing of its own replaced. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { sealedContentTypes, routes } from '../../shared/contracts/http.ts';
import { sealingKey, type SealingKey } from '../../shared/contracts/sealing.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { ModelServer } from '../simulator/model-server.ts';

export interface HttpModelServer {
  url: string;
  model: ModelServer;
  sealingKey: SealingKey;
  close(): void;
}

export async function startHttpModelServer(): Promise<HttpModelServer> {
  const keys = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const model = new ModelServer(() => Date.now());
  model.enrol('device-1');
  const unseal = async (jwe: string): Promise<string> => {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, keys.privateKey);
    return (protectedHeader.cty === sealedContentTypes[0] ? zstdDecompressSync(plaintext) : gunzipSync(plaintext)).toString();
  };
  const server = createServer((incoming, response) => {
    void respond(model, incoming, unseal).then((answer) => {
      if (answer === null) return response.destroy();
      const { status, epoch, retryAfter, body } = answer;
      return response.writeHead(status, { 'content-type': 'application/json', 'zentime-epoch': epoch ?? '', ...(retryAfter === null ? {} : { 'retry-after': retryAfter }) }).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '',
    model,
    sealingKey: sealingKey.parse({ kid: 'key-1', ...(await exportJWK(keys.publicKey)) }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function respond(model: ModelServer, incoming: IncomingMessage, unseal: (jwe: string) => Promise<string>) {
  const url = new URL(incoming.url ?? '/', 'http://model');
  const path = url.pathname.slice(apiPrefix.length);
  const route = Object.entries(routes).find(([, one]) => one.path === path && one.method === incoming.method)?.[0] ?? 'none';
  incoming.setEncoding('utf8');
  let body = '';
  for await (const text of incoming as AsyncIterable<string>) body += text;
  const deviceToken = incoming.headers.authorization?.replace('Bearer ', '') ?? null;
  return model.handle({ route, query: new Map(url.searchParams), deviceToken, body: route === 'uploadBatch' ? await unseal(body) : body });
}
