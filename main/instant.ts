/** Milliseconds as the contracts write an instant. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
