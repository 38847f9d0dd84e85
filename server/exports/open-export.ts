/**
 * E8: looks at a kiosk's export before anything of it is believed: what it is, whose, whether it was written by a kiosk of that tenant
 * (HMAC under the tenant's key), and whether each file is whole (size, SHA-256). Whatever is not right is named, and nothing was touched.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { anyManifest, exportFormatVersion, exportManifest, manifestMacName, manifestName, type ExportedFile, type ExportManifest } from '../../shared/contracts/export-format.ts';
import { manifestMac } from '../../shared/lib/keyed-hash.ts';
import type { ServerDeps } from '../app-deps.ts';
import { readDeviceTimeclock } from '../database/devices.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTenantKey, readTimeclockProperties } from '../database/tenants.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';

export interface OpenedExport {
  readonly folder: string;
  readonly manifest: ExportManifest;
}

export type ExportRefusal =
  | { readonly kind: 'notAnExport' }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'otherTenant'; readonly company: string }
  | { readonly kind: 'notGenuine' }
  | { readonly kind: 'notImportable' }
  | { readonly kind: 'fileMissing' | 'fileTruncated' | 'fileAltered'; readonly file: string }
  | { readonly kind: 'unknownDevice'; readonly deviceName: string }
  | { readonly kind: 'unknownTimeclock'; readonly timeclockId: number };

export type OpenExportOutcome = ({ readonly kind: 'opened' } & OpenedExport) | ExportRefusal;

/** A manifest is a few kilobytes. */
const largestManifest = 1024 * 1024;

/** @param place the export's folder, or any file in it */
export async function openExport(deps: Pick<ServerDeps, 'database'>, place: string): Promise<OpenExportOutcome> {
  const folder = await folderOf(place);
  const text = folder === null ? null : await readSmall(path.join(folder, manifestName));
  if (folder === null || text === null) return { kind: 'notAnExport' };
  const read = readManifest(text);
  if (read.kind !== 'manifest') return read;
  const { manifest } = read;
  const scope = tenantScope(deps.database.reader, manifest.tenant.tenantId);
  if ((await readOrganisation(scope)) === null) return { kind: 'otherTenant', company: manifest.tenant.company };
  const mac = await readSmall(path.join(folder, manifestMacName));
  if (!isSame(mac?.trim() ?? '', manifestMac(text, Buffer.from(await readTenantKey(scope), 'hex')))) return { kind: 'notGenuine' };
  if (!manifest.importable) return { kind: 'notImportable' };
  for (const file of manifest.files) {
    const fault = await faultOf(folder, file);
    if (fault !== null) return { kind: fault, file: file.name };
  }
  if ((await readDeviceTimeclock(scope, manifest.device.deviceId)) === null) return { kind: 'unknownDevice', deviceName: manifest.device.deviceName };
  if ((await readTimeclockProperties(scope, manifest.timeclock.timeclockId)) === null) return { kind: 'unknownTimeclock', timeclockId: manifest.timeclock.timeclockId };
  return { kind: 'opened', folder, manifest };
}

async function folderOf(place: string): Promise<string | null> {
  try {
    return (await stat(place)).isDirectory() ? place : path.dirname(place);
  } catch {
    return null;
  }
}

/** The version first: what is newer is named as that, whatever else it holds. */
function readManifest(text: string): { readonly kind: 'manifest'; readonly manifest: ExportManifest } | ExportRefusal {
  const json = parseJson(text);
  const known = anyManifest.safeParse(json);
  if (!known.success) return { kind: 'notAnExport' };
  if (known.data.formatVersion > exportFormatVersion) return { kind: 'newer', version: known.data.formatVersion };
  const parsed = exportManifest.safeParse(json);
  return parsed.success ? { kind: 'manifest', manifest: parsed.data } : { kind: 'notGenuine' };
}

async function readSmall(file: string): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      return (await handle.stat()).size > largestManifest ? null : await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

async function faultOf(folder: string, file: ExportedFile): Promise<'fileMissing' | 'fileTruncated' | 'fileAltered' | null> {
  try {
    const { size } = await stat(path.join(folder, file.name));
    if (size < file.bytes) return 'fileTruncated';
    const hash = createHash('sha256');
    if (size === file.bytes) for await (const chunk of createReadStream(path.join(folder, file.name))) hash.update(chunk as Buffer);
    return size === file.bytes && hash.digest('hex') === file.sha256 ? null : 'fileAltered';
  } catch {
    return 'fileMissing';
  }
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
