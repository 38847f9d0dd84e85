import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsAs, isPictureUrl } from './picture-url.ts';

const url = (type: string, bytes: string, encoding: BufferEncoding = 'latin1'): string => `data:image/${type};base64,${Buffer.from(bytes, encoding).toString('base64')}`;
const heads = { png: '\x89PNG\r\n\x1a\n0000', jpeg: '\xff\xd8\xff\xe0000', webp: 'RIFF1234WEBPVP8 ', 'svg+xml': '<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>' };

describe('pictures', () => {
  it('J3 are what their type says, and nothing else is', () => {
    for (const type of Object.keys(heads)) for (const [other, head] of Object.entries(heads)) expect([type, other, isPictureUrl(url(type, head))]).toEqual([type, other, type === other]);
  });

  it.each(['', 'logo.png', 'https://example.com/a.png', 'data:text/html;base64,PHNjcmlwdD4=', 'data:image/png;base64,', 'data:image/png;base64,iVBORw0KGgo', url('png', 'GIF89a'), url('gif', 'GIF89a'), `${url('png', heads.png)}"`])(
    'J3 takes %j for none',
    (text) => {
      expect(isPictureUrl(text)).toBe(false);
    },
  );

  it('J3 reads the same bytes as Node, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constantFrom('png', 'jpeg', 'webp'), (tail, type) => {
        const bytes = Buffer.concat([Buffer.from(heads[type as 'png'], 'latin1').subarray(0, 12), tail]);
        expect(isPictureUrl(`data:image/${type};base64,${bytes.toString('base64')}`)).toBe(beginsAs(type, bytes.toString('latin1')));
        expect(isPictureUrl(`data:image/${type};base64,${Buffer.from(tail).toString('base64')}`)).toBe(beginsAs(type, Buffer.from(tail).toString('latin1')));
      }),
    );
  });
});
