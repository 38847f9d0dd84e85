/** The moment at which tests' clocks stand: a Monday, 14:00 in the demo's zone. */
export const testNowMs = Date.parse('2026-11-23T20:00:00.000Z');
