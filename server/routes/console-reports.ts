import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerConsoleReportRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
