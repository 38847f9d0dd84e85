/** H3: who did what through the console, newest first. */
import { z } from 'zod';
import type { TenantScope } from './tenant-scope.ts';

export interface AuditEntry {
  readonly auditNumber: number;
  readonly atMs: number;
  readonly by: string;
  readonly action: string;
  readonly subject: Readonly<Record<string, string>>;
}

const subjectOf = z.record(z.string(), z.string());

/** @param before number of the last entry of the page before; null for the first page */
export async function listAuditEntries(scope: TenantScope, before: number | null, limit: number): Promise<AuditEntry[]> {
  const all = scope.selectAuditLog().select(['audit_number', 'at_ms', 'username', 'action', 'subject']);
  const rows = await (before === null ? all : all.where('audit_number', '<', before)).orderBy('audit_number', 'desc').limit(limit).execute();
  return rows.map((row) => ({ auditNumber: row.audit_number, atMs: row.at_ms, by: row.username, action: row.action, subject: subjectOf.parse(JSON.parse(row.subject)) }));
}
