/** Which placeholders an ICU message uses and how, and which plural forms it has: what makes two translations interchangeable. */
import { IntlMessageFormat } from 'intl-messageformat';

export interface IcuShape {
  /** Names of all placeholders, sorted. */
  readonly names: readonly string[];
  /** Plural forms per placeholder, sorted ("one", "other"). */
  readonly plurals: Readonly<Record<string, readonly string[]>>;
  /** How each placeholder is written in, sorted ("plural", "text"). */
  readonly uses: ReadonlyMap<string, readonly IcuUse[]>;
}

/** `text`: as it comes. */
export type IcuUse = 'text' | 'number' | 'date' | 'time' | 'select' | 'plural' | 'ordinal' | 'other';

/** The shape of a message, or null when it is not an ICU message. */
export function icuShape(message: string, language: string): IcuShape | null {
  try {
    const shape = { uses: new Map<string, Set<IcuUse>>(), plurals: new Map<string, Set<string>>() };
    collect(elementsOf(message, language), shape);
    return {
      names: [...shape.uses.keys()].sort(),
      plurals: Object.fromEntries([...shape.plurals].map(([name, forms]) => [name, [...forms].sort()])),
      uses: new Map([...shape.uses].map(([name, uses]) => [name, [...uses].sort()])),
    };
  } catch {
    return null;
  }
}

/** True when the message can be written out with these values. */
export function canBeWritten(message: string, language: string, values: Readonly<Record<string, string | number>>): boolean {
  try {
    return typeof new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).format({ ...values }) === 'string';
  } catch {
    return false;
  }
}

type Elements = ReturnType<IntlMessageFormat['getAst']>;

function elementsOf(message: string, language: string): Elements {
  return new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst();
}

/** As the parser itself numbers them. */
const numberOf = (message: string): number | undefined => elementsOf(message, 'en')[0]?.type;
/** Plain text between placeholders; it alone has a value that names nothing. */
const literal = numberOf('text');
const useOfNumber: ReadonlyMap<number | undefined, IcuUse> = new Map([
  [numberOf('{a}'), 'text'],
  [numberOf('{a, number}'), 'number'],
  [numberOf('{a, date}'), 'date'],
  [numberOf('{a, time}'), 'time'],
  [numberOf('{a, select, other {}}'), 'select'],
]);

interface Collected {
  readonly uses: Map<string, Set<IcuUse>>;
  readonly plurals: Map<string, Set<string>>;
}

function collect(elements: Elements, shape: Collected): void {
  for (const element of elements) {
    if (!('value' in element) || element.type === literal) continue;
    const uses = shape.uses.get(element.value) ?? new Set<IcuUse>();
    shape.uses.set(element.value, uses.add('pluralType' in element ? (element.pluralType === 'ordinal' ? 'ordinal' : 'plural') : (useOfNumber.get(element.type) ?? 'other')));
    if (!('options' in element)) continue;
    const forms = shape.plurals.get(element.value) ?? new Set<string>();
    for (const [form, option] of Object.entries(element.options)) {
      if ('pluralType' in element) forms.add(form);
      collect(option.value, shape);
    }
    if ('pluralType' in element) shape.plurals.set(element.value, forms);
  }
}
