import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { problemCodes } from '../../shared/contracts/problems.ts';
import { routes } from '../../shared/contracts/http.ts';
import { arrangeServer } from '../../test/support/server-in-process.ts';
import { problemTitles } from '../errors.ts';
import { apiDescriptionText, keptCopy, openApiPath } from './openapi.ts';
import { docsPath } from '../routes/description.ts';

/** What of OpenAPI 3.1 this description uses, and nothing else. */
const schema = z.record(z.string(), z.unknown());
const reference = z.strictObject({ $ref: z.string() });
const mediaTypes = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }));
const response = z.strictObject({ description: z.string().min(1), headers: z.record(z.string(), reference), content: mediaTypes });
const operation = z.strictObject({
  operationId: z.string(),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.never()))),
  parameters: z.array(z.strictObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema })),
  requestBody: z.strictObject({ required: z.literal(true), description: z.string().optional(), content: mediaTypes }).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), z.union([response, reference])),
});
const openApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'put', 'post', 'delete']), operation)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), schema),
    responses: z.record(z.string().regex(/^[\w.-]+$/), response),
    headers: z.record(z.string(), z.strictObject({ description: z.string(), schema })),
    securitySchemes: z.record(z.string(), z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: z.string() })),
  }),
});

const described = () => openApi.parse(JSON.parse(apiDescriptionText()));
const operations = () => Object.entries(described().paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ path, method, ...one })));

it('I6 keeps the description up to date (node server/api-description/openapi.ts writes it anew)', () => {
  expect(readFileSync(keptCopy, 'utf8') === apiDescriptionText(), 'resources/openapi.json is older than the contracts').toBe(true);
});

it('I6 describes every route of the contract, once', () => {
  const found = operations().map(({ operationId, method, path }) => `${operationId} ${method.toUpperCase()} ${path}`);
  const wanted = Object.entries(routes).map(([name, route]) => `${name} ${route.method} /api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(found.toSorted()).toEqual(wanted.toSorted());
});

it('I6 is sound: every reference leads somewhere, every path parameter is declared, every component is used', () => {
  const text = apiDescriptionText();
  const { components } = described();
  const references = new Set([...text.matchAll(/"\$ref": ?"([^"]*)"/g)].map((match) => match[1] ?? ''));
  const places = Object.entries(components).flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
  expect([...references].filter((place) => !places.includes(place))).toEqual([]);
  expect(places.filter((place) => place.includes('/schemas/') && !references.has(place))).toEqual([]);
  expect(text).not.toContain('$defs');
  for (const one of operations()) {
    const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = one.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
    expect(declared.toSorted(), one.operationId).toEqual(inPath.toSorted());
    expect(new Set(one.parameters.map((parameter) => parameter.name)).size, one.operationId).toBe(one.parameters.length);
  }
});

it('I6 names every problem code with status and title, and which a route can answer with', () => {
  const { components } = described();
  for (const code of problemCodes) expect(components.responses[code]?.description).toContain(problemTitles[code]);
  const refusals = (name: string): string => JSON.stringify(operations().find(({ operationId }) => operationId === name)?.responses);
  expect(refusals('readChanges')).toMatch(/tokenMissing\.tokenUnknown\.tokenExpired\.tokenRevoked.*cursorUnknown/);
  expect(refusals('saveUser')).toContain('roleNotAllowed');
  expect(refusals('ping')).not.toContain('token');
});

it('I6 serves the description, and a page for people that names every route, in which nothing but its own style may run', async () => {
  const server = await arrangeServer();
  const response = await server.app.inject({ method: 'GET', url: openApiPath });
  expect(response.statusCode).toBe(200);
  expect(response.body === apiDescriptionText()).toBe(true);
  const page = await server.app.inject({ method: 'GET', url: docsPath });
  expect(page.statusCode).toBe(200);
  const policy = String(page.headers['content-security-policy']);
  const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? '';
  expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.body).not.toMatch(/<script|javascript:|\sstyle=|\son\w+=/i);
  for (const [name, route] of Object.entries(routes)) {
    expect(page.body, name).toContain(`id="${name}"`);
    expect(page.body, name).toContain(route.path.replaceAll(/:(\w+)/g, '{$1}'));
  }
  const anchors = new Set([...page.body.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
  expect([...page.body.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]).filter((place) => !anchors.has(place))).toEqual([]);
});
