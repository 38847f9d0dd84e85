import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerConsoleFleetRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
