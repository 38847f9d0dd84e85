import { describe, expect, it } from 'vitest';
import { ageOf, contractVersion } from './version.ts';

describe('the version of the other side', () => {
  it.each([
    ['1.6', '1.6', 'same'],
    ['1.5', '1.6', 'older'],
    ['1.10', '1.6', 'newer'],
    ['2.0', '1.99', 'newer'],
    ['0.9', '1.0', 'older'],
    [null, '1.6', 'older'],
    ['', '1.6', 'older'],
    ['nonsense', '1.6', 'older'],
    ['1.6.1', '1.6', 'older'],
  ] as const)('A8 %s beside our %s is %s', (theirs, ours, age) => {
    expect(ageOf(theirs, ours)).toBe(age);
  });

  it('A8 ours is the same as ours', () => {
    expect(ageOf(contractVersion)).toBe('same');
  });
});
