import { expect, it } from 'vitest';
import { arrangeServer } from '../../test/support/server-in-process.ts';
import { securityHeaders } from './security-headers.ts';

it('I6 sends with every answer, refusals as well, what helmet says', async () => {
  const expected = await securityHeaders();
  expect(Object.keys(expected)).toEqual(expect.arrayContaining(['content-security-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'cross-origin-opener-policy']));
  const server = await arrangeServer();
  for (const url of ['/api/v1/ping?nonce=nonce-1234', '/api/v1/nothing', '/healthz', '/api/openapi.json', '/api/v1/texts']) {
    const { headers } = await server.app.inject({ url });
    expect(headers).toMatchObject({ ...expected, 'cache-control': 'no-store' });
  }
  const page = await server.app.inject({ url: '/api/docs' });
  expect(page.headers['content-security-policy']).not.toBe(expected['content-security-policy']);
  expect(page.headers['x-frame-options']).toBe(expected['x-frame-options']);
});
