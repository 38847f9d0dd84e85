/**
 * The headers that helmet sets, which are the same for every answer: asked of it once, at the start, and sent as they are. A route
 * that needs another policy (the description's page) says so over them.
 */
import helmet from '@fastify/helmet';
import { fastify } from 'fastify';

/** What an answer has without helmet as well. */
const ofAnyAnswer = new Set(['content-length', 'content-type', 'date', 'connection', 'keep-alive']);

export async function securityHeaders(): Promise<Record<string, string>> {
  const app = fastify();
  await app.register(helmet);
  app.get('/', (_request, reply) => reply.send(''));
  const { headers } = await app.inject('/');
  await app.close();
  const kept = Object.entries(headers).filter(([name]) => !ofAnyAnswer.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
