/** "41.8781, -87.6298" as maps write it, with any of the usual separators; null for anything that is no place on Earth. */
export function readPlace(text: string): { latitude: number; longitude: number } | null {
  const [, latitude = '', longitude = ''] = /^\s*([+-]?\d{1,2}(?:\.\d{1,12})?)\s*°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*°?\s*$/.exec(westernDigits(text)) ?? [];
  if (latitude === '') return null;
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : null;
}

/** Arabic keyboards type their own digits, decimal sign and comma. */
function westernDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll('\u066b', '.')
    .replaceAll('\u060c', ',')
    .replaceAll('\u2212', '-');
}
