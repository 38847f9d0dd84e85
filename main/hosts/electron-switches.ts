/** Switches of Chromium and Node that would open the installed kiosk from outside; found on its command line, it does not start. */
const banned = [
  /^--remote-debugging/,
  /^--inspect/,
  /^--js-flags/,
  /^--load-extension/,
  /^--disable-web-security/,
  /^--no-sandbox/,
  /^--allow-file-access/,
  /^--proxy-/,
  /^--host-rules/,
  /^--host-resolver-rules/,
  /^--ignore-certificate-errors/,
  /^--enable-logging/,
  /^--user-data-dir/,
];

/** The first such switch, without its value, or null. */
export function refusedSwitch(args: readonly string[]): string | null {
  const found = args.find((argument) => banned.some((pattern) => pattern.test(argument)));
  return found?.split('=')[0] ?? null;
}
