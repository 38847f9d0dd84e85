/** A JSON Schema as a person reads it: names of fields, kinds, limits, and links to what has a name. */
import { z } from 'zod';
import type { Json } from './openapi-schemas.ts';

const record = z.record(z.string(), z.unknown());
const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(record).optional(),
  oneOf: z.array(record).optional(),
  items: record.optional(),
  properties: z.record(z.string(), record).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.union([z.boolean(), record]).optional(),
  contentSchema: record.optional(),
  default: z.unknown().optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
});
type Shape = z.infer<typeof schemaShape>;

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** HTML of the schema. @param indent spaces before the fields of an object */
export function schemaText(schema: Json, indent = ''): string {
  const shape = schemaShape.parse(schema);
  const text = withoutDefault(shape, indent);
  return shape.default === undefined ? text : `${text}<i>, else ${escapeHtml(JSON.stringify(shape.default))}</i>`;
}

function withoutDefault(shape: Shape, indent: string): string {
  if (shape.$ref !== undefined) return linked(shape.$ref);
  const either = shape.anyOf ?? shape.oneOf;
  if (either !== undefined) return either.map((one) => schemaText(one, indent)).join(' | ');
  if (shape.enum !== undefined) return shape.enum.map(literal).join(' | ');
  if ('const' in shape) return literal(shape.const);
  if (Array.isArray(shape.type)) return shape.type.join(' | ');
  return ofType(shape, indent);
}

function linked(reference: string): string {
  const name = escapeHtml(reference.split('/').at(-1) ?? '');
  return `<a href="#schema-${name}">${name}</a>`;
}

function literal(value: unknown): string {
  return escapeHtml(JSON.stringify(value));
}

function ofType(shape: Shape, indent: string): string {
  switch (shape.type) {
    case 'object':
      return objectText(shape, indent);
    case 'array':
      return `list of ${shape.items === undefined ? 'anything' : schemaText(shape.items, indent)}${shape.maxItems === undefined ? '' : ` <i>up to ${shape.maxItems}</i>`}`;
    case 'string':
      return `${escapeHtml(shape.format === 'uuid' ? 'UUID' : shape.format === 'date' ? 'date' : 'text')}${lengthText(shape)}`;
    case 'integer':
    case 'number':
      return `${shape.type === 'integer' ? 'whole number' : 'number'}${rangeText(shape)}`;
    case 'boolean':
      return 'true | false';
    case 'null':
      return 'null';
    default:
      return shape.contentSchema === undefined ? 'anything' : schemaText(shape.contentSchema, indent);
  }
}

/** A UUID's pattern says its length already. */
function lengthText(shape: Shape): string {
  if (shape.contentSchema !== undefined) return ` that holds ${schemaText(shape.contentSchema)}`;
  return shape.maxLength === undefined ? '' : ` <i>up to ${shape.maxLength}</i>`;
}

function rangeText({ minimum, maximum }: Shape): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : ` from ${minimum}`;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return least + most === '' ? '' : `<i>${least}${most}</i>`;
}

function objectText(shape: Shape, indent: string): string {
  const fields = Object.entries(shape.properties ?? {});
  if (fields.length === 0) return typeof shape.additionalProperties === 'object' ? `by name: ${schemaText(shape.additionalProperties, indent)}` : '{}';
  const deeper = `${indent}  `;
  const lines = fields.map(([name, field]) => `${deeper}<b>${escapeHtml(name)}</b>${shape.required?.includes(name) === true ? '' : '?'}: ${schemaText(field, deeper)}`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}
