import type { z } from 'zod';
import { logLine, type LogLine } from '../../shared/contracts/diagnostics-calls.ts';
import type { StoredLogLine } from '../database/sync-log.ts';
import { toInstant } from '../instant.ts';

const storedFields: z.ZodType<LogLine['fields']> = logLine.shape.fields;

/** A line as a panel and a bundle have it. */
export function lineOf({ logId, atMs, level, event, fields, session }: StoredLogLine): LogLine {
  return { logId, at: toInstant(atMs), level, event, fields: storedFields.parse(JSON.parse(fields)), session };
}
