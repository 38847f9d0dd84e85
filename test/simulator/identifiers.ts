/** UUIDs of version 7's form that count: the same run makes the same ids. `family` keeps punches, batches and records apart. */
export function countingIds(family: 'punch' | 'batch' | 'record'): () => string {
  let count = 0;
  const prefix = { punch: '01930000', batch: '01930001', record: '01930002' }[family];
  return () => {
    count += 1;
    return `${prefix}-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
