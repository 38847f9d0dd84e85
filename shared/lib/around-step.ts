/**
 * Does one named step of a program, and nothing besides. It is handed in where the step stands, so that the kill tests can put in its
 * place one that ends the process just before or just after (test/crash/failpoints.ts). No setting, file or variable reaches it.
 */
export type AroundStep<Step extends string> = <T>(step: Step, work: () => T) => T;

/** What every program ships with. */
export function plainly<T>(_step: string, work: () => T): T {
  return work();
}
