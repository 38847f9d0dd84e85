/**
 * The one Content-Security-Policy of the kiosk's pages. Hosts send it as a header with every answer, so that a page
 * cannot be had without it. Nothing inline, nothing remote; `svelte-trusted-html` is the policy that Svelte's own templates need.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');
