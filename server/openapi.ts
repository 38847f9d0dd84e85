/**
 * I6: the API's description (OpenAPI 3.1), made from the contracts and from nothing else. Served at /api/openapi.json; a copy is
 * kept in resources/openapi.json. `node server/openapi.ts` writes that copy anew.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { epochHeader, routes, sealedMediaType, type RouteName } from '../shared/contracts/http.ts';
import { summaries } from './route-summaries.ts';
import { problemDetails } from '../shared/contracts/problems.ts';
import { apiPrefix, contractVersion } from '../shared/contracts/version.ts';
import type { Auth } from './callers.ts';
import { problemMediaType } from './errors.ts';

export const openApiPath = '/api/openapi.json';
export const keptCopy = path.join(import.meta.dirname, '..', 'resources', 'openapi.json');

interface RouteShape {
  readonly method: string;
  readonly path: string;
  readonly auth: Auth;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

const device = [{ device: [] }];
const session = [{ session: [] }];
const security: Record<Auth, readonly unknown[]> = { none: [], optionalDevice: [{}, { device: [] }], device, renewableDevice: device, supervisor: session, administrator: session };

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function parametersOf(shape: RouteShape): unknown[] {
  const named = (place: 'path' | 'query', fields: Readonly<Record<string, unknown>> | undefined) =>
    Object.entries(fields ?? {}).map(([name, schema]) => ({
      name,
      in: place,
      required: place === 'path' || !z.safeParse(schema as z.ZodType, undefined).success,
      schema: jsonSchema(schema as z.ZodType, 'output'),
    }));
  return [...named('path', shape.params?.shape), ...named('query', shape.query?.shape)];
}

function requestBodyOf(shape: RouteShape): Record<string, unknown> {
  if (shape.body !== undefined) return { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(shape.body, 'input') } } } };
  if (shape.method !== 'POST') return {};
  const description = "A JWE in compact form, sealed to the server's key by ECDH-ES and A256GCM; its plaintext is a compressed batch.";
  return { requestBody: { required: true, description, content: { [sealedMediaType]: { schema: { type: 'string' } } } } };
}

function operation(name: RouteName): Record<string, unknown> {
  const shape: RouteShape = routes[name];
  const headers = { [epochHeader]: { description: "The server's epoch (D10)", schema: { type: 'string' } } };
  return {
    operationId: name,
    summary: summaries[name],
    security: security[shape.auth],
    parameters: parametersOf(shape),
    ...requestBodyOf(shape),
    responses: {
      '200': { description: 'The answer', headers, content: { 'application/json': { schema: jsonSchema(shape.answer, 'output') } } },
      default: { description: 'A refusal, as problem details (RFC 9457)', headers, content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
}

/** The whole description. */
export function describeApi(): Record<string, unknown> {
  const names = Object.keys(routes) as RouteName[];
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of names) {
    const { path: below, method } = routes[name];
    const url = (apiPrefix + below).replaceAll(/:(\w+)/g, '{$1}');
    paths[url] = { ...paths[url], [method.toLowerCase()]: operation(name) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ZenTime central server', version: contractVersion, description: 'What kiosks and administrators ask of the central server. TLS is required except on loopback.' },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemDetails, 'output') },
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: "A device's own token (A4)" }, session: { type: 'http', scheme: 'bearer', description: "A person's session" } },
    },
  };
}

/** The text of the kept copy. */
export function apiDescriptionText(): string {
  return `${JSON.stringify(describeApi(), null, 1)}\n`;
}

if (import.meta.main) writeFileSync(keptCopy, apiDescriptionText());
