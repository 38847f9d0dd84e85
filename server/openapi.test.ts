import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { routes } from '../shared/contracts/http.ts';
import { arrangeServer } from '../test/support/server-in-process.ts';
import { apiDescriptionText, describeApi, keptCopy, openApiPath } from './openapi.ts';

it('I6 keeps the description up to date (node server/openapi.ts writes it anew)', () => {
  expect(readFileSync(keptCopy, 'utf8')).toBe(apiDescriptionText());
});

it('I6 describes every route of the contract, with its refusals as problem details', () => {
  const description = JSON.stringify(describeApi());
  for (const [name, route] of Object.entries(routes)) {
    expect(description).toContain(`"operationId":"${name}"`);
    expect(description).toContain(`"/api/v1${route.path}"`);
  }
  expect(description).toContain('application/problem+json');
  expect(description).toContain('unknownCompany');
});

it('I6 serves the description', async () => {
  const server = await arrangeServer();
  const response = await server.app.inject({ method: 'GET', url: openApiPath });
  expect(response.statusCode).toBe(200);
  expect(response.body).toBe(apiDescriptionText());
});
