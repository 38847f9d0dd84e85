import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { routes } from '../../shared/contracts/http.ts';
import { arrangeServer, enrol } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { generatedPeople } from '../seed-people.ts';
import { seedPeople } from '../use-cases/seed-people.ts';

const inflate = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync } as const;

it('A5 sends a page of 1,000 employees in a fifth of its bytes, in whichever of three forms the kiosk takes', async () => {
  const server = await arrangeServer();
  await seedPeople(server.deps, { tenantId: demo.tenantId, timeclock: demo.timeclocks.packing, people: generatedPeople(1000) });
  const { deviceToken } = await enrol(server, { timeclockId: demo.timeclocks.packing });
  const page = (accept: string) => server.app.inject({ method: 'GET', url: '/api/v1/employees?limit=1000', headers: { authorization: `Bearer ${deviceToken}`, 'accept-encoding': accept } });
  const plain = await page('identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(routes.readEmployees.answer.parse(plain.json()).employees).toHaveLength(1000);
  for (const encoding of ['zstd', 'br', 'gzip'] as const) {
    const response = await page(encoding);
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(inflate[encoding](response.rawPayload).toString()).toBe(plain.body);
    expect(response.rawPayload.length, encoding).toBeLessThan(plain.rawPayload.length / 5);
  }
  expect((await page('gzip, deflate, br, zstd')).headers['content-encoding']).toBe('zstd');
});

it('D2 leaves small answers as they are', async () => {
  const server = await arrangeServer();
  const response = await server.app.inject({ method: 'GET', url: '/api/v1/ping?nonce=nonce-1234', headers: { 'accept-encoding': 'gzip, br, zstd' } });
  expect(response.headers['content-encoding']).toBeUndefined();
  expect(response.json()).toMatchObject({ service: 'zentime' });
});
