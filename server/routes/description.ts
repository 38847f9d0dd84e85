/** I6: the API's description, for programs and for people. Made at the first request, for most servers are never asked. */
import type { ServerApp } from '../app-deps.ts';
import { docsPolicy } from '../api-description/docs-page-style.ts';
import { docsPage } from '../api-description/docs-page.ts';
import { apiDescriptionText, describeApi, openApiPath } from '../api-description/openapi.ts';

export const docsPath = '/api/docs';

export function registerDescriptionRoutes(app: ServerApp): void {
  const text = once(apiDescriptionText);
  const page = once(() => docsPage(describeApi()));
  app.get(openApiPath, (_request, reply) => reply.type('application/json; charset=utf-8').send(text()));
  app.get(docsPath, (_request, reply) => reply.header('content-security-policy', docsPolicy).type('text/html; charset=utf-8').send(page()));
}

function once(make: () => string): () => string {
  let made: string | null = null;
  return () => (made ??= make());
}
