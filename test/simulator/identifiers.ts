/** UUIDs of version 7's form that count: the same run makes the same ids. `family` keeps punches and batches apart. */
export function countingIds(family: 'punch' | 'batch'): () => string {
  let count = 0;
  const prefix = family === 'punch' ? '01930000' : '01930001';
  return () => {
    count += 1;
    return `${prefix}-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
