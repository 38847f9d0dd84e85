/**
 * Pictures that administrators give (logo, photo): the bytes must be what the data URL says. An SVG is taken only as long as it
 * draws: elements from a short list, no event handlers, nothing fetched from elsewhere.
 */
import { beginsAs } from '../../shared/rules/picture-url.ts';
import type { Finding } from '../../shared/rules/finding.ts';

const dataUrl = /^data:image\/(png|jpeg|webp|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})$/;

/** @returns nothing for null, for there is no picture then */
export function checkImage(url: string | null): Finding[] {
  if (url === null) return [];
  const [, type, base64] = dataUrl.exec(url) ?? [];
  if (type === undefined || base64 === undefined || base64.length % 4 !== 0) return [{ path: '', message: 'this is no data URL of a PNG, JPEG, WebP or SVG picture' }];
  const bytes = Buffer.from(base64, 'base64');
  if (type === 'svg+xml') return checkSvg(bytes);
  return beginsAs(type, bytes.toString('latin1', 0, 12)) ? [] : [{ path: '', message: `the file is no ${type.toUpperCase()} picture: choose another one` }];
}

const drawing = new Set(
  'svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath linearGradient radialGradient stop clipPath mask pattern marker style filter feBlend feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feMorphology feOffset feDropShadow'.split(
    ' ',
  ),
);
const advice = 'export it as plain SVG, or use a PNG';

/** Everything that could run or fetch, in whatever spelling: what is left cannot. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/<!DOCTYPE|<!ENTITY|<!\[CDATA\[/i, 'entities'],
  [/<\?(?!xml\s)/i, 'processing instructions'],
  [/<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i, 'an encoding other than UTF-8'],
  [/[\s/"']on[a-z]+\s*=/i, 'event handlers'],
  [/[\s/"'](?:[\w.-]+:)?(?:href|src|base)\s*=\s*(?!["']#)/i, 'references to elsewhere'],
  [/url\s*\(\s*(?!["']?#)/i, 'references to elsewhere'],
  [/@import|\\[0-9a-f]|expression\s*\(|image-set|javascript:|&#/i, 'scripts, imports or character references'],
];

function checkSvg(bytes: Buffer): Finding[] {
  const text = readUtf8(bytes);
  if (text === null || !/^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*)*<svg[\s>]/.test(text)) return [{ path: '', message: `the file is no SVG picture: ${advice}` }];
  // Comments are looked through as well: not every reader sees the same end of one.
  const elements = [...text.matchAll(/<\/?([^\s/>!?]+)/g)].map((match) => match[1] ?? '');
  if (elements.some((element) => !drawing.has(element))) return [{ path: '', message: `the SVG holds more than a drawing (scripts, foreign or unknown elements): ${advice}` }];
  return forbidden.filter(([pattern]) => pattern.test(text)).map(([, what]) => ({ path: '', message: `the SVG holds ${what}: ${advice}` }));
}

function readUtf8(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
