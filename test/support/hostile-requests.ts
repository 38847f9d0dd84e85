/**
 * Requests as somebody would send them who wants to break the server: a good one with one thing wrong. What is wrong is drawn by
 * fast-check, so that a failure names its seed and shrinks to the smallest request that still does it.
 */
import fc from 'fast-check';
import type { RouteName } from '../../shared/contracts/http.ts';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import type { ServerApp } from '../../server/app-deps.ts';
import type { Answer, Ask } from './server-in-process.ts';

/** Values that some layer chokes on: types, sizes, encodings, dates, numbers, names with a meaning. */
const notorious: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfffy',
  '\u202e\u0000\u001b[31m',
  '__proto__',
  'constructor',
  "'; drop table punches; --",
  '../../etc/passwd',
  '%00',
  'x'.repeat(20_000),
  '2026-02-30',
  '0000-01-01',
  '9999-12-31',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: { prototype: {} } },
  Array(5000).fill(null),
];

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...notorious), fc.jsonValue(), fc.string({ unit: 'binary' }), fc.integer(), fc.double());

type Change = 'replace' | 'drop' | 'add';

export interface Mutation {
  readonly change: Change;
  /** Which of the places of the body is meant, counted round. */
  readonly place: number;
  readonly key: string;
  readonly value: unknown;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  change: fc.constantFrom<Change>('replace', 'replace', 'replace', 'drop', 'add'),
  place: fc.nat(200),
  key: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'tenantId', 'tenant_id', '\0', '0'),
  value: hostileValue,
});

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesOf(holder: Record<string, unknown>): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => [{ holder, key }, ...(isRecord(value) ? placesOf(value) : [])]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A copy of `good` with one thing wrong. */
export function mutated(good: unknown, { change, place, key, value }: Mutation): unknown {
  const copy: unknown = structuredClone(good);
  if (!isRecord(copy)) return value;
  const places = placesOf(copy);
  const chosen = places[place % (places.length + 1)];
  if (chosen === undefined) return change === 'replace' ? value : copy;
  if (change === 'drop') Reflect.deleteProperty(chosen.holder, chosen.key);
  else Object.defineProperty(chosen.holder, change === 'add' ? key : chosen.key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** Bodies with more places than this take each value at some of them, and each place some of the values. */
const placesPerValue = 15;

/** The notorious values in the places of a good request, one at a time. */
export function* everyNotorious({ params = {}, query = {}, ...rest }: Ask): Generator<RawAsk> {
  const places = isRecord(rest.body) ? placesOf(rest.body).length : 0;
  const stride = Math.max(1, Math.round(places / placesPerValue));
  for (const [index, value] of notorious.entries()) {
    for (const key of Object.keys(params)) yield { ...rest, query, params: { ...params, [key]: typeof value === 'string' ? value.slice(0, 300) : value } };
    for (const key of Object.keys(query)) yield { ...rest, params, query: { ...query, [key]: value } };
    for (let place = index % stride; place < places; place += stride) yield { ...rest, params, query, body: mutated(rest.body, { change: 'replace', place, key: '', value }) };
  }
}

/** Texts that are no good JSON, or good JSON that means harm. */
export const hostileText: fc.Arbitrary<(good: string) => string | Buffer> = fc.oneof(
  fc.nat(400).map((length) => (good: string) => good.slice(0, length % Math.max(1, good.length))),
  fc.constantFrom<(good: string) => string | Buffer>(
    () => '[]',
    () => 'null',
    () => '"text"',
    () => '1e999',
    () => `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    () => `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    (good) => good.replace('{', '{"__proto__":{"role":"administrator"},'),
    (good) => good.replace('{', '{"constructor":{"prototype":{"x":1}},'),
    (good) => `${good.slice(0, -1)},${good.slice(1)}`,
    (good) => `\ufeff${good}`,
    (good) => Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]), Buffer.from(good.slice(-2))]),
    (good) => Buffer.from(good, 'utf16le'),
    (good) => good + 'x'.repeat(100_000),
  ),
);

export interface RawAsk extends Omit<Ask, 'params' | 'query'> {
  /** As they stand in the address, whatever they hold. */
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
}

/** Sends what no well-meaning client could put together. The answer's body is its text where it is not JSON. */
export async function sendRaw(app: ServerApp, name: RouteName, ask: RawAsk): Promise<Answer> {
  const route = routes[name];
  const path = route.path.replaceAll(/:(\w+)/g, (_all, key: string) => percent(ask.params[key]));
  const query = Object.entries(ask.query).map(([key, value]) => `${percent(key)}=${percent(value)}`);
  const payload = ask.body === undefined || typeof ask.body === 'string' || Buffer.isBuffer(ask.body) ? ask.body : JSON.stringify(ask.body);
  const response = await app.inject({
    method: route.method,
    url: `${apiPrefix}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    ...(ask.address === undefined ? {} : { remoteAddress: ask.address }),
    headers: { ...(ask.token === undefined ? {} : { authorization: `Bearer ${ask.token}` }), ...(payload === undefined ? {} : { 'content-type': ask.contentType ?? 'application/json' }) },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, headers: response.headers, body: jsonOr(response.body) };
}

function percent(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
