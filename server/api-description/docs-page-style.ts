/** The look of /api/docs: one inline sheet, allowed by its hash. */
import { createHash } from 'node:crypto';

export const docsStyle = `
:root { color-scheme: light dark; --ink: #1c2321; --soft: #56635f; --paper: #fbfcfb; --box: #f0f4f2; --line: #d5dedb; --link: #0b5a4c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecea; --soft: #a3b1ac; --paper: #141a18; --box: #1d2523; --line: #35413d; --link: #6fd3bd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-inline-size: 62rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; margin-block: .5rem; } h2 { font-size: 1.25rem; margin-block: 2.5rem .25rem; } h3 { font-size: .95rem; margin-block: 1rem .25rem; color: var(--soft); }
p { margin-block: .25rem 1rem; color: var(--soft); overflow-wrap: anywhere; }
a { color: var(--link); } a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; } nav a { padding-block: .6rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin-block: .5rem; background: var(--paper); }
summary { cursor: pointer; padding: .75rem 1rem; overflow-wrap: anywhere; } details[open] > summary { border-block-end: 1px solid var(--line); background: var(--box); border-radius: .5rem .5rem 0 0; }
summary code { font-weight: 600; } summary span { display: block; color: var(--soft); }
.inside { padding: .75rem 1rem 1rem; } .inside h3:first-child { margin-block-start: 0; }
.method { display: inline-block; min-inline-size: 4.2rem; font: 600 .8rem/1 ui-monospace, monospace; color: var(--link); }
pre { margin: 0; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--box); border-radius: .4rem; font: .85rem/1.5 ui-monospace, monospace; } pre i { color: var(--soft); font-style: normal; }
ul { margin: 0; padding-inline-start: 1.2rem; } li { overflow-wrap: anywhere; }
`;

const hash = createHash('sha256').update(docsStyle).digest('base64');

/** Nothing but that sheet: no script, no image, no frame, nobody else's anything. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
