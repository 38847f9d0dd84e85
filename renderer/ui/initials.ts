/** Up to two initials of a displayed name: "Maya Okafor" gives "MO". */
export function initialsOf(displayName: string): string {
  const words = displayName.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase()).join('');
}

/** A letter may be several code units long, with its accents. */
function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment ?? '';
}
