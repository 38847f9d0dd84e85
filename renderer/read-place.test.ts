import { expect, it } from 'vitest';
import { readPlace } from './read-place.ts';

it.each([
  ['41.8781, -87.6298', 41.8781, -87.6298],
  [' 41.8781 -87.6298 ', 41.8781, -87.6298],
  ['-33.9;+18', -33.9, 18],
  ['90°, 180°', 90, 180],
  ['٤١٫٨٧٨١، −٨٧٫٦٢٩٨', 41.8781, -87.6298],
])('C7 reads the place %s', (text, latitude, longitude) => {
  expect(readPlace(text)).toEqual({ latitude, longitude });
});

it.each(['', '41.8', '91, 0', '0, 181', '41,8781, -87,6298', 'NaN, 0', '1e1, 2', '41.8781, -87.6298, 3', 'Dock 4', '0x10, 0'])('C7 J3 takes %j for no place', (text) => {
  expect(readPlace(text)).toBeNull();
});
