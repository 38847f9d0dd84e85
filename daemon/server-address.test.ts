import { expect, it } from 'vitest';
import { routeAddress } from './server-address.ts';

it.each([
  ['https://time.example', 'https://time.example/api/v1/ping?nonce=a+b'],
  ['https://time.example/zen/', 'https://time.example/zen/api/v1/ping?nonce=a+b'],
  ['http://localhost:4780', 'http://localhost:4780/api/v1/ping?nonce=a+b'],
  ['http://127.0.0.1:1', 'http://127.0.0.1:1/api/v1/ping?nonce=a+b'],
  ['http://[::1]:1', 'http://[::1]:1/api/v1/ping?nonce=a+b'],
])('D2 finds the route at %s', (serverUrl, expected) => {
  const address = routeAddress(serverUrl, '/ping', new Map([['nonce', 'a b']]));
  expect(address.kind === 'usable' && address.url.href).toBe(expected);
});

it.each([
  ['http://time.example', 'tlsRequired'],
  ['http://192.168.1.5:4780', 'tlsRequired'],
  ['http://127.0.0.1.example', 'tlsRequired'],
  ['http://localhost.example', 'tlsRequired'],
  ['ftp://time.example', 'unusable'],
  ['time.example', 'unusable'],
  ['', 'unusable'],
])('D2 asks nobody at %j: %s', (serverUrl, kind) => {
  expect(routeAddress(serverUrl, '/ping', new Map()).kind).toBe(kind);
});
