/** Lists as parameters of `in`: some hundreds at a time, for both databases have a limit. */

const longest = 500;

/** The list in pieces short enough for one `in`; none for an empty list. */
export function inChunks<T>(list: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += longest) chunks.push(list.slice(start, start + longest));
  return chunks;
}

/** Timeclocks as a list that is never empty, for PostgreSQL refuses one: 0 is the id of none. */
export function inList(timeclocks: readonly number[] | null): number[] {
  return [0, ...(timeclocks ?? [])];
}
