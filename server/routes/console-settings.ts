import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerConsoleSettingsRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
