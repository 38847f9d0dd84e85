/** Reads a zip file as its central directory has it (APPNOTE 4.3.12), for tests that look into workbooks. */
import { crc32, inflateRawSync } from 'node:zlib';

/** @returns the content of each entry, by name; throws where a checksum is wrong */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('no end of a central directory');
  const entries = new Map<string, Buffer>();
  let place = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [checksum, packed] = [zip.readUInt32LE(place + 16), zip.readUInt32LE(place + 20)];
    const [nameLength, extraLength, commentLength, at] = [zip.readUInt16LE(place + 28), zip.readUInt16LE(place + 30), zip.readUInt16LE(place + 32), zip.readUInt32LE(place + 42)];
    const name = zip.toString('utf8', place + 46, place + 46 + nameLength);
    const data = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    const content = zip.readUInt16LE(place + 10) === 8 ? inflateRawSync(zip.subarray(data, data + packed)) : zip.subarray(data, data + packed);
    if (crc32(content) !== checksum) throw new Error(`${name} is damaged`);
    entries.set(name, content);
    place += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
