/**
 * Expected outcomes are values: unions on `kind`. This file holds what makes such unions safe to use.
 */

/** Ends a `switch` over a union: a new member that nobody handled does not compile. */
export function unreachable(value: never, what: string): never {
  throw new Error(`${what}: unexpected ${JSON.stringify(value)}`);
}
