import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerConsoleUserRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
