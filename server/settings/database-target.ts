/** Where the data lies (I1): a folder with an SQLite file, or a PostgreSQL. The address of the latter holds a password and is never shown. */
import path from 'node:path';
import type { DatabaseTarget } from '../database/open.ts';

/** @returns null when the address cannot be taken apart */
export function parseDatabaseUrl(address: string, workingDir: string): DatabaseTarget | null {
  if (/^file:/i.test(address)) {
    const folder = address.replace(/^file:(\/\/(?=\/))?/i, '');
    return folder === '' ? null : { kind: 'sqlite', dataDir: path.resolve(workingDir, folder) };
  }
  return /^postgres(ql)?:\/\//i.test(address) && parsed(address) !== null && isEncodedWell(address) ? { kind: 'postgres', url: address } : null;
}

/** The host of a PostgreSQL, or the folder of its socket; null where there is no host to speak of. */
export function hostOf(target: DatabaseTarget): string | null {
  if (target.kind === 'sqlite') return null;
  const url = parsed(target.url);
  if (url === null) return '';
  const socketFolder = url.searchParams.get('host');
  if (socketFolder !== null) return socketFolder;
  return url.hostname === noHost ? null : decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
}

/** For log and screen: where, never with whose password. */
export function describeDatabase(target: DatabaseTarget): string {
  if (target.kind === 'sqlite') return `the folder ${target.dataDir}`;
  const name = parsed(target.url)?.pathname.slice(1) ?? '';
  return `PostgreSQL at ${hostOf(target) ?? 'the local socket'}${name === '' ? '' : `, database ${name}`}`;
}

/** Stands in for the host of an address that has none. */
const noHost = 'zentime-no-host';

/** An address of a socket has no host, which URL takes only with a stand-in. */
function parsed(address: string): URL | null {
  const withHost = address.replace(/^(\w+:\/\/)([^/?#]*@)?(?=[/?]|$)/, (_all, scheme: string, user: string | undefined) => `${scheme}${user ?? ''}${noHost}`);
  return URL.canParse(withHost) ? new URL(withHost) : null;
}

function isEncodedWell(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}
