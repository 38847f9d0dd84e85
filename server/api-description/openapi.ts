/**
 * I6: the API's description (OpenAPI 3.1), made from the contracts and from nothing else. Served at /api/openapi.json; a copy is
 * kept in resources/openapi.json. `node server/api-description/openapi.ts` writes that copy anew.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { batch, contractHeader, epochHeader, routes, sealedMediaType, type RouteName } from '../../shared/contracts/http.ts';
import { summaries } from './route-summaries.ts';
import { apiPrefix, contractVersion } from '../../shared/contracts/version.ts';
import type { Auth } from '../callers.ts';
import { problemComponents, problemResponses, problemsOf, type DescribedRoute } from './openapi-problems.ts';
import { componentsFor, jsonSchemaOf, type Json } from './openapi-schemas.ts';

export const openApiPath = '/api/openapi.json';
export const keptCopy = path.join(import.meta.dirname, '..', '..', 'resources', 'openapi.json');

/** Who calls a route, as the description groups them. */
export type Audience = 'Anybody' | 'Kiosks' | 'Supervisors' | 'Administrators';
export const audiences: Readonly<Record<Audience, string>> = {
  Anybody: 'Nobody is known yet: setup, sign-in, and whether this is our server',
  Kiosks: 'Devices with a token of their own, which does not depend on the person who set them up (A4)',
  Supervisors: 'People with a session, supervisors and administrators alike, for the timeclocks that they may act on',
  Administrators: 'People with a session and the role administrator',
};
const audienceOf: Record<Auth, Audience> = { none: 'Anybody', optionalDevice: 'Anybody', device: 'Kiosks', renewableDevice: 'Kiosks', supervisor: 'Supervisors', administrator: 'Administrators' };

const device = [{ device: [] }];
const session = [{ session: [] }];
const security: Record<Auth, readonly unknown[]> = { none: [], optionalDevice: [{}, { device: [] }], device, renewableDevice: device, supervisor: session, administrator: session };

const headers = { [epochHeader]: { $ref: '#/components/headers/epoch' }, [contractHeader]: { $ref: '#/components/headers/contract' } };

/** Bodies that are no JSON. */
const otherBodies: Partial<Record<RouteName, Json>> = {
  uploadBatch: {
    required: true,
    description: "A JWE in compact form, sealed to the server's key by ECDH-ES and A256GCM. Its plaintext is a batch as JSON (schema BatchInput), compressed as its `cty` says.",
    content: { [sealedMediaType]: { schema: { type: 'string', contentSchema: jsonSchemaOf(batch, 'input') } } },
  },
  importPeople: { required: true, description: 'Employees as CSV text in UTF-8; docs/api.md names the columns', content: { 'text/csv': { schema: { type: 'string' } } } },
};

function parametersOf(shape: DescribedRoute): unknown[] {
  const named = (place: 'path' | 'query', fields: Readonly<Record<string, unknown>> | undefined): unknown[] =>
    Object.entries(fields ?? {}).map(([name, field]) => {
      const schema = field instanceof z.ZodType ? field : z.unknown();
      return { name, in: place, required: place === 'path' || !schema.safeParse(undefined).success, schema: jsonSchemaOf(schema, 'output') };
    });
  return [...named('path', shape.params?.shape), ...named('query', shape.query?.shape)];
}

function requestBodyOf(name: RouteName, shape: DescribedRoute): Json {
  const other = otherBodies[name];
  if (other !== undefined) return { requestBody: other };
  return shape.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(shape.body, 'input') } } } };
}

function operation(name: RouteName): Json {
  const shape: DescribedRoute = routes[name];
  return {
    operationId: name,
    tags: [audienceOf[shape.auth]],
    summary: summaries[name],
    security: security[shape.auth],
    parameters: parametersOf(shape),
    ...requestBodyOf(name, shape),
    responses: { '200': { description: 'The answer', headers, content: { 'application/json': { schema: jsonSchemaOf(shape.answer, 'output') } } }, ...problemResponses(problemsOf(name, shape)) },
  };
}

/** The whole description. */
export function describeApi(): Json {
  const names = Object.keys(routes) as RouteName[];
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of names) {
    const { path: below, method } = routes[name];
    const url = (apiPrefix + below).replaceAll(/:(\w+)/g, '{$1}');
    paths[url] = { ...paths[url], [method.toLowerCase()]: operation(name) };
  }
  const responses = problemComponents(paths, headers);
  return {
    openapi: '3.1.0',
    info: {
      title: 'ZenTime central server',
      version: contractVersion,
      description: 'What kiosks and administrators ask of the central server. TLS is required except on loopback. Refusals are problem details (RFC 9457) with a stable code; components/responses lists all of them.',
    },
    tags: Object.entries(audiences).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentsFor({ paths, responses }),
      responses,
      headers: {
        epoch: { description: "The server's epoch (D10): another one means that the server was restored from a backup", schema: { type: 'string' } },
        contract: { description: "The server's version of this description (A8)", schema: { type: 'string' } },
      },
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: "A device's own token (A4)" }, session: { type: 'http', scheme: 'bearer', description: "A person's session" } },
    },
  };
}

/** The text of the kept copy. */
export function apiDescriptionText(): string {
  return `${JSON.stringify(describeApi(), null, 1)}\n`;
}

if (import.meta.main) writeFileSync(keptCopy, apiDescriptionText());
