/**
 * Where a text stops being JSON. The engine's own message has a place only sometimes, and repeats what stands there, which may be a secret.
 */
const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

const deepest = 100;

class Fault {
  readonly offset: number;
  constructor(offset: number) {
    this.offset = offset;
  }
}

/** The offset of the first character that cannot stand where it stands; the end of the text where something is missing there. */
export function jsonFaultOffset(text: string): number {
  const outcome = valueAt(text, 0, 0);
  if (outcome instanceof Fault) return outcome.offset;
  return after(space, text, outcome) ?? outcome;
}

/** Where the match of `what` ends that begins at `offset`; null where there is none. */
function after(what: RegExp, text: string, offset: number): number | null {
  what.lastIndex = offset;
  return what.test(text) ? what.lastIndex : null;
}

function skipSpace(text: string, offset: number): number {
  return after(space, text, offset) ?? offset;
}

function valueAt(text: string, from: number, depth: number): number | Fault {
  const offset = skipSpace(text, from);
  const opening = text[offset];
  if (opening === '{') return depth < deepest ? membersAt(text, offset + 1, '}', (at) => memberAt(text, at, depth + 1)) : new Fault(offset);
  if (opening === '[') return depth < deepest ? membersAt(text, offset + 1, ']', (at) => valueAt(text, at, depth + 1)) : new Fault(offset);
  return after(string, text, offset) ?? after(scalar, text, offset) ?? new Fault(offset);
}

function membersAt(text: string, from: number, closing: string, member: (offset: number) => number | Fault): number | Fault {
  let offset = skipSpace(text, from);
  if (text[offset] === closing) return offset + 1;
  for (;;) {
    const end = member(offset);
    if (end instanceof Fault) return end;
    offset = skipSpace(text, end);
    if (text[offset] === closing) return offset + 1;
    if (text[offset] !== ',') return new Fault(offset);
    offset = skipSpace(text, offset + 1);
  }
}

function memberAt(text: string, offset: number, depth: number): number | Fault {
  const name = after(string, text, offset);
  if (name === null) return new Fault(offset);
  const colon = skipSpace(text, name);
  return text[colon] === ':' ? valueAt(text, colon + 1, depth) : new Fault(colon);
}
