import type { ServerApp, ServerDeps } from '../app-deps.ts';

export function registerConsolePeopleRoutes(_app: ServerApp, _deps: ServerDeps): void {
  return;
}
