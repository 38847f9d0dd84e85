/**
 * Electron grants by default; here every permission is denied, asked for or checked (security list, item 5), but for the place (C7), and that
 * to our page alone. The camera will be allowed by name with the requirement that needs it.
 */
import { isOurPage } from './electron-page.ts';
import type { SessionPart } from './electron-parts.ts';

const allowed: ReadonlySet<string> = new Set(['geolocation']);

export function denyPermissions(session: SessionPart): void {
  const isGranted = (permission: string, asking: string): boolean => allowed.has(permission) && isOurPage(asking);
  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => callback(isGranted(permission, requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => isGranted(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}
