import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerDeviceRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
