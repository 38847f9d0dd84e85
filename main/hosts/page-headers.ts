import { contentSecurityPolicy } from '../../shared/lib/content-security-policy.ts';
import type { PageFile } from './page-files.ts';

/** Features of the browser that no kiosk page may use; the camera comes with the requirement that needs it. The place is for our own page (C7). */
const permissionsPolicy = ['accelerometer', 'camera', 'display-capture', 'gyroscope', 'hid', 'microphone', 'payment', 'serial', 'usb'].map((feature) => `${feature}=()`);

/** Sent with every answer of either host: no page of ours can be had without its policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [...permissionsPolicy, 'geolocation=(self)'].join(', '),
};

export function pageHeaders(file: PageFile): Record<string, string> {
  return { ...securityHeaders, 'content-type': file.contentType, 'cache-control': file.cacheControl };
}
