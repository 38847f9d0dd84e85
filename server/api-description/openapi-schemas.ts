/**
 * The contract's schemas as JSON Schema with names: what a contract file exports is a component of its own, and whatever uses it points
 * there, so that nothing stands in the description twice.
 */
import { z } from 'zod';
import * as consoleEntities from '../../shared/contracts/console-entities.ts';
import * as entities from '../../shared/contracts/entities.ts';
import * as entries from '../../shared/contracts/entries.ts';
import * as http from '../../shared/contracts/http.ts';
import * as problems from '../../shared/contracts/problems.ts';
import * as records from '../../shared/contracts/records.ts';

export type Json = Record<string, unknown>;
/** What a sender gives, or what a reader gets: they differ where there are defaults, and in what may be added. */
type Side = 'input' | 'output';

const place = '#/components/schemas/';
const contracts: readonly Readonly<Record<string, unknown>>[] = [entities, entries, records, http, problems, consoleEntities];

const registry = z.registry<{ id: string }>();
for (const [name, value] of contracts.flatMap((file) => Object.entries(file))) {
  if (value instanceof z.ZodType && !registry.has(value)) registry.add(value, { id: `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}` });
}

const object = z.record(z.string(), z.unknown());

function definitions(side: Side): Map<string, Json> {
  const { schemas } = z.toJSONSchema(registry, { io: side, unrepresentable: 'any', uri: (id) => place + id });
  return new Map(Object.entries(schemas).map(([id, schema]) => [id, withoutNames(schema)]));
}

function withoutNames(schema: unknown): Json {
  const { $schema: _dialect, $id: _place, id: _id, $defs: _definitions, ...rest } = object.parse(schema);
  return rest;
}

function references(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/(?:components\/schemas|\$defs)\/([^"]+)"/g)].map((match) => match[1] ?? '');
}

const given = definitions('input');
const got = definitions('output');

/** Components whose two sides differ, or point to such ones. */
const twoSided = new Set([...got.keys()].filter((id) => JSON.stringify(given.get(id)) !== JSON.stringify(got.get(id))));
for (let before = -1; before !== twoSided.size;) {
  before = twoSided.size;
  for (const [id, definition] of got) if (references(definition).some((other) => twoSided.has(other))) twoSided.add(id);
}

function nameOf(id: string, side: Side): string {
  return side === 'input' && twoSided.has(id) ? `${id}Input` : id;
}

function pointed(value: Json, side: Side): Json {
  const text = JSON.stringify(value, (key: string, inner: unknown) => (key === '$ref' && typeof inner === 'string' ? place + nameOf(inner.replace(/^#\/(components\/schemas|\$defs)\//, ''), side) : inner));
  return object.parse(JSON.parse(text));
}

/** The schema, pointing to components where it uses what has a name. */
export function jsonSchemaOf(schema: z.ZodType, side: Side): Json {
  return pointed(withoutNames(z.toJSONSchema(schema, { io: side, unrepresentable: 'any', metadata: registry })), side);
}

/** The components that `description` points to, and those that they point to, by name. */
export function componentsFor(description: unknown): Json {
  const all = new Map([...got].flatMap(([id, definition]) => [[id, pointed(definition, 'output')] as const, [nameOf(id, 'input'), pointed(given.get(id) ?? {}, 'input')] as const]));
  // One-sided ones are the same on both sides.
  const used = new Map<string, Json>();
  const open = references(description);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const component = all.get(name);
    if (used.has(name) || component === undefined) continue;
    used.set(name, component);
    open.push(...references(component));
  }
  return Object.fromEntries([...used].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
