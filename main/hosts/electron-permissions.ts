/**
 * Electron grants by default; here every permission is denied, asked for or checked (security list, item 5). Camera and place will be
 * allowed by name, for our page alone, with the requirements that need them.
 */
import type { SessionPart } from './electron-parts.ts';

const allowed: ReadonlySet<string> = new Set<string>();

export function denyPermissions(session: SessionPart): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}
