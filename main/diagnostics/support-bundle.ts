/**
 * G3: one zip for support, written while it is read: nothing is held in memory but a page. It has its name only once it is whole and on the disk. A
 * few stay in the folder, the oldest give way.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { toInstant } from '../instant.ts';
import { bundleEntries, type BundleKiosk } from './bundle-entries.ts';

export interface WrittenBundle {
  readonly file: string;
  readonly folder: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: string[];
}

const keptBundles = 5;
/** Of each file of the log, its end. */
const mostLogBytes = 8 * 1024 * 1024;
const bundleName = /^zentime-support-.*\.zip$/;
const compressionLevel = 6;

/** Throws what the file system throws; nothing stays then. */
export async function writeSupportBundle(kiosk: BundleKiosk, personalData: 'without' | 'with'): Promise<WrittenBundle> {
  const folder = join(kiosk.dataFolder, 'support');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const madeAt = toInstant(kiosk.time.now().bestKnownMs);
  const file = `zentime-support-${kiosk.device.deviceId.slice(0, 8)}-${madeAt.replaceAll(/[^0-9TZ]/g, '')}${personalData === 'with' ? '-personal' : ''}.zip`;
  const part = join(folder, `${file}.part`);
  try {
    const written = await writeZip(kiosk, { part, madeAt, personalData });
    await syncFile(part);
    await rename(part, join(folder, file));
    await removeOldest(folder);
    return { file, folder, ...written };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeZip(kiosk: BundleKiosk, order: { part: string; madeAt: string; personalData: 'without' | 'with' }): Promise<Pick<WrittenBundle, 'bytes' | 'sha256' | 'entries'>> {
  const logs = await openLogs(join(kiosk.dataFolder, 'logs'));
  try {
    const entries = listEntries(kiosk, order, logs);
    return { ...(await zipInto(order.part, entries)), entries: entries.map(({ name }) => name) };
  } finally {
    for (const { file } of logs) await file.close().catch(() => undefined);
  }
}

interface ZipEntry {
  readonly name: string;
  readonly open: () => Readable;
}

function listEntries(kiosk: BundleKiosk, { madeAt, personalData }: { madeAt: string; personalData: 'without' | 'with' }, logs: readonly LogFile[]): ZipEntry[] {
  const entries: ZipEntry[] = [
    ...bundleEntries(kiosk, personalData).map(({ name, pieces }) => ({ name, open: () => Readable.from(pieces()) })),
    ...logs.map(({ name, file, start, end }) => ({ name: `logs/${name}`, open: () => file.createReadStream({ start, end }) })),
  ];
  const { deviceId, deviceName, appVersion, platform } = kiosk.device;
  const manifest = { format: 'zentime-support-bundle', version: 1, madeAt, deviceId, deviceName, appVersion, platform, personalData, entries: ['manifest.json', ...entries.map(({ name }) => name)] };
  return [{ name: 'manifest.json', open: () => Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]) }, ...entries];
}

async function zipInto(path: string, entries: readonly ZipEntry[]): Promise<{ bytes: number; sha256: string }> {
  const zip = new ZipFile();
  const broken = new Promise<never>((_resolve, reject) => zip.on('error', (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)))));
  for (const { name, open: openEntry } of entries) zip.addReadStreamLazy(name, { compressionLevel }, (give) => give(null, openEntry()));
  zip.end();
  const hash = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await Promise.race([pipeline(zip.outputStream, counting, createWriteStream(path, { flags: 'wx', mode: 0o600 })), broken]);
  return { bytes, sha256: hash.digest('hex') };
}

interface LogFile {
  readonly name: string;
  readonly file: FileHandle;
  readonly start: number;
  readonly end: number;
}

/** Opened at once and read as long as they are now: a log that grows or is turned meanwhile changes nothing. */
async function openLogs(folder: string): Promise<LogFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.log(\.|$)/.test(name)).sort();
  const logs: LogFile[] = [];
  for (const name of names) {
    const file = await open(join(folder, name), 'r').catch(() => null);
    if (file === null) continue;
    const { size } = await file.stat();
    if (size > 0) logs.push({ name, file, start: Math.max(0, size - mostLogBytes), end: size - 1 });
    else await file.close();
  }
  return logs;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What a kill left half written goes too. */
async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  const bundles = names.filter((name) => bundleName.test(name));
  const dated = await Promise.all(bundles.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })));
  const old = dated.sort((one, other) => other.atMs - one.atMs).slice(keptBundles);
  const halves = names.filter((name) => name.endsWith('.zip.part'));
  for (const name of [...old.map((bundle) => bundle.name), ...halves]) await rm(join(folder, name), { force: true });
}
