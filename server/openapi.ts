/**
 * I6: the API's description (OpenAPI 3.1), made from the contracts and from nothing else. Served at /api/openapi.json; a copy is
 * kept in resources/openapi.json. `node server/openapi.ts` writes that copy anew.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { epochHeader, routes, sealedMediaType, type RouteName } from '../shared/contracts/http.ts';
import { problemDetails } from '../shared/contracts/problems.ts';
import { apiPrefix, contractVersion } from '../shared/contracts/version.ts';
import { problemMediaType } from './errors.ts';

export const openApiPath = '/api/openapi.json';
export const keptCopy = path.join(import.meta.dirname, '..', 'resources', 'openapi.json');

interface RouteShape {
  readonly method: string;
  readonly path: string;
  readonly auth: 'none' | 'optionalDevice' | 'device' | 'administrator';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

const summaries: Record<RouteName, string> = {
  ping: 'Whether this is our server, and its time (E3, H4)',
  findCompany: 'Tenant, organisation settings and timeclocks by company name and alias (A2)',
  readTimeclock: "A timeclock's properties (A3)",
  enrolDevice: 'Enrols a device; answers its own token and keys (A4)',
  readEmployees: 'Employees with assignments to the timeclock, page by page (A5)',
  readTexts: 'Texts of the languages of the timeclock (A6)',
  uploadBatch: 'A sealed batch of punches; one verdict per punch (D2 to D4)',
  readChanges: 'What changed since the cursor (D5)',
  findByPin: 'Employees with this PIN hash (B2)',
  openSession: 'A session for an administrator or supervisor',
  readPunches: 'Punches in order of arrival (I3)',
};

const security = { none: [], optionalDevice: [{}, { device: [] }], device: [{ device: [] }], administrator: [{ session: [] }] };

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function parametersOf(shape: RouteShape): unknown[] {
  return Object.entries(shape.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema, undefined).success,
    schema: jsonSchema(schema as z.ZodType, 'output'),
  }));
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
    paths[apiPrefix + below] = { ...paths[apiPrefix + below], [method.toLowerCase()]: operation(name) };
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
