/**
 * A9: what a provisioning file says, or everything that is wrong with it, each with its line. Nothing of the file's content is in a fault:
 * it holds a code.
 */
import { z } from 'zod';
import { place } from '../../shared/contracts/place-calls.ts';
import type { ProvisionFault, ProvisionFaultReason } from '../../shared/contracts/provisioning-calls.ts';
import { checkServerAddress } from '../server-failure.ts';
import { jsonFaultOffset } from './json-fault.ts';

const longest = 200;
const name = z.string().trim().min(1).max(longest);

const provisionFile = z.strictObject({
  formatVersion: z.literal(1).default(1),
  serverUrl: z.string().max(2000),
  company: name,
  alias: name,
  timeclockId: z.int().min(1).max(999_999_999),
  /** Taken out once it was used. */
  enrolmentCode: z.string().trim().min(1).max(longest).optional(),
  deviceName: name.optional(),
  /** C7: where the kiosk stands, for a machine that cannot find it out. */
  fixedPosition: place.optional(),
  /** D2: as ZENTIME_SERVER_CA; read at every start. */
  caFile: z.string().min(1).max(4096).optional(),
  /** Written by the kiosk when it took the code out. */
  usedAt: z.string().max(100).optional(),
});
export type Provision = z.infer<typeof provisionFile>;

export type ProvisionOutcome = { readonly kind: 'provision'; readonly provision: Provision } | { readonly kind: 'invalid'; readonly faults: readonly ProvisionFault[] };

/** Far more than a file of this kind has. */
export const mostBytes = 64 * 1024;
const mostFaults = 20;

export function readProvision(text: string): ProvisionOutcome {
  if (text.length > mostBytes) return invalid([whole('tooLarge')]);
  const parsed = parseJson(text.replace(/^\uFEFF/, ''));
  if (parsed.kind === 'syntax') return invalid([{ reason: 'syntax', path: '', line: parsed.line, column: parsed.column }]);
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return invalid([{ reason: 'notAnObject', path: '', line: 1, column: 1 }]);
  if ('formatVersion' in parsed.value && typeof parsed.value.formatVersion === 'number' && parsed.value.formatVersion > 1) return invalid([at(text, ['formatVersion'], 'newer')]);
  const read = provisionFile.safeParse(parsed.value);
  const faults = read.success ? addressFaults(text, read.data.serverUrl) : [...faultsOf(text, read.error, parsed.value), ...addressFaults(text, urlOf(parsed.value))];
  if (read.success && faults.length === 0) return { kind: 'provision', provision: read.data };
  return invalid(faults);
}

/** The file's text without its code; other values stay as they are. */
export function withoutCode(text: string, usedAt: string): string {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (typeof parsed !== 'object' || parsed === null) throw new Error('a provisioning file changed while it was in use');
  const rest = Object.fromEntries(Object.entries(parsed).filter(([key]) => key !== 'enrolmentCode'));
  return `${JSON.stringify({ ...rest, usedAt }, null, 2)}\n`;
}

export function whole(reason: ProvisionFaultReason): ProvisionFault {
  return { reason, path: '', line: null, column: null };
}

export function at(text: string, path: readonly PropertyKey[], reason: ProvisionFaultReason): ProvisionFault {
  return { reason, path: path.map(String).join('.').slice(0, longest), ...placeOf(text, path) };
}

function invalid(faults: readonly ProvisionFault[]): ProvisionOutcome {
  return { kind: 'invalid', faults: faults.slice(0, mostFaults) };
}

function urlOf(value: object): unknown {
  return 'serverUrl' in value ? value.serverUrl : undefined;
}

function addressFaults(text: string, serverUrl: unknown): ProvisionFault[] {
  if (typeof serverUrl !== 'string') return [];
  const { kind } = checkServerAddress(serverUrl);
  if (kind === 'address') return [];
  return [at(text, ['serverUrl'], kind === 'tlsRequired' ? 'tlsRequired' : 'badAddress')];
}

function faultsOf(text: string, error: z.ZodError, value: object): ProvisionFault[] {
  return error.issues.flatMap((issue): ProvisionFault[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => at(text, [...issue.path, key], 'unknownField'));
    return [at(text, issue.path, reasonOf(issue, isThere(value, issue.path)))];
  });
}

function reasonOf(issue: z.core.$ZodIssue, isGiven: boolean): ProvisionFaultReason {
  if (!isGiven) return 'missing';
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? 'empty' : 'outOfRange';
    case 'too_big':
      return issue.origin === 'string' ? 'tooLong' : 'outOfRange';
    default:
      return 'wrongType';
  }
}

function isThere(value: unknown, path: readonly PropertyKey[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && first in value && isThere(Reflect.get(value, first), rest);
}

/** Where a field's name stands; for one that is missing, where the object it belongs to begins. */
function placeOf(text: string, path: readonly PropertyKey[]): { line: number; column: number } {
  let from = 0;
  for (const part of path) {
    const found = new RegExp(`"${escaped(String(part))}"\\s*:`).exec(text.slice(from));
    if (found === null) break;
    from += found.index;
  }
  return lineAndColumn(text, from);
}

function escaped(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

type Parsed = { kind: 'value'; value: unknown } | { kind: 'syntax'; line: number; column: number };

function parseJson(text: string): Parsed {
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return { kind: 'syntax', ...lineAndColumn(text, jsonFaultOffset(text)) };
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
