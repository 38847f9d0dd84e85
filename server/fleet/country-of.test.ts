import { expect, it } from 'vitest';
import { createCountryOf, noCountry } from './country-of.ts';

it('C7 knows the country of public addresses, in both forms, from the country tables alone', () => {
  const before = process.memoryUsage().rss;
  const countryOf = createCountryOf((cause) => {
    throw cause;
  });
  expect(countryOf('8.8.8.8')).toBe('US');
  expect(countryOf('::ffff:8.8.8.8')).toBe('US');
  expect(countryOf('193.99.144.80')).toBe('DE');
  expect(countryOf('2a00:1450:4001:80b::2004')).toMatch(/^[A-Z]{2}$/);
  // The city tables alone would take 109 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
});

it('C7 knows no country of addresses that are private, local, or none', () => {
  const missing: unknown[] = [];
  const countryOf = createCountryOf((cause) => missing.push(cause));
  for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.9', '100.64.0.1', '169.254.1.1', '::1', '::', 'fe80::1%eth0', 'fd00::1', '', 'localhost', '999.1.1.1', '8.8.8.8; drop table', '::ffff:127.0.0.1'])
    expect(countryOf(address)).toBeNull();
  expect(noCountry('8.8.8.8')).toBeNull();
  expect(missing).toEqual([]);
});
