/** The form in which user names are compared, at the server and on a kiosk that checks off line (K15). */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
