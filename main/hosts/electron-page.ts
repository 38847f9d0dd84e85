/** The page under Electron: a scheme of our own instead of files (security list, item 18). Nothing remote is ever loaded. */
import { findPageFile, readPageFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';
import { pageHeaders, securityHeaders } from './page-headers.ts';
import type { ElectronParts } from './electron-parts.ts';

export const pageScheme = 'zentime';
export const pageUrl = `${pageScheme}://kiosk/`;

/** True for an address within our own page; parsed, never compared as text. */
export function isOurPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${pageScheme}:` && url.host === 'kiosk';
  } catch {
    return false;
  }
}

/** Before `ready`: gives the scheme an origin, so that policy and storage work as on the web. */
export function registerPageScheme(protocol: ElectronParts['protocol']): void {
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** After `ready`: answers every request below the scheme from the closed list of files. */
export function servePageScheme(protocol: ElectronParts['protocol'], files: PageFiles): void {
  protocol.handle(pageScheme, (request) => {
    const file = isOurPage(request.url) && request.method === 'GET' ? findPageFile(files, new URL(request.url).pathname) : null;
    if (!file) return new Response(null, { status: 404, headers: securityHeaders });
    return new Response(new Uint8Array(readPageFile(file)), { status: 200, headers: pageHeaders(file) });
  });
}
