/** Pictures as data URLs: whether the bytes begin as the type says. What a drawing (SVG) may hold beyond that is the console's to check; kiosks show one as a picture, in which nothing runs. */

const dataUrl = /^data:image\/(png|jpeg|webp|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})$/;
/** Enough to know the type by; a drawing may begin with a declaration and comments. */
const headCharacters = 4096;

export type PictureType = 'png' | 'jpeg' | 'webp' | 'svg+xml';

export function isPictureUrl(url: string): boolean {
  const [, type, base64] = dataUrl.exec(url) ?? [];
  if (type === undefined || base64 === undefined || base64.length % 4 !== 0) return false;
  return beginsAs(type, decodeHead(base64));
}

/** @param head the first bytes, a character each */
export function beginsAs(type: string, head: string): boolean {
  switch (type) {
    case 'png':
      return head.startsWith('\x89PNG\r\n\x1a\n');
    case 'jpeg':
      return head.startsWith('\xff\xd8\xff');
    case 'webp':
      return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP';
    default:
      return /<svg[\s>]/.test(head);
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeHead(base64: string): string {
  let bits = 0;
  let count = 0;
  let head = '';
  for (const character of base64.slice(0, headCharacters).replace(/=+$/, '')) {
    bits = ((bits << 6) | alphabet.indexOf(character)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    head += String.fromCharCode((bits >> count) & 0xff);
  }
  return head;
}
