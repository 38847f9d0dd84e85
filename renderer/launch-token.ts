/** The per-launch token: comes in the address's fragment, leaves the address bar at once, outlives a reload of the page. */

interface Browser {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: null, unused: string, url: string): void };
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

const storageKey = 'zentime.token';
const fragment = /^#token=([\w-]{1,512})$/;

/** The token of this launch, or null when the page was opened without one. */
export function takeLaunchToken({ location, history, sessionStorage }: Browser): string | null {
  const given = fragment.exec(location.hash)?.[1];
  if (given === undefined) return sessionStorage.getItem(storageKey);
  sessionStorage.setItem(storageKey, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}
