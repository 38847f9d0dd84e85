/** Wrong on purpose: test/architecture/type-gate.test.ts requires the type checker to say so. */
export const minutes: number = 'not a number';
