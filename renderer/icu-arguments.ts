/** Which placeholders an ICU message uses, and which plural forms it has: what makes two translations interchangeable. */
import { IntlMessageFormat } from 'intl-messageformat';

export interface IcuShape {
  /** Names of all placeholders, sorted. */
  readonly names: readonly string[];
  /** Plural forms per placeholder, sorted ("one", "other"). */
  readonly plurals: Readonly<Record<string, readonly string[]>>;
}

/** The shape of a message, or null when it is not an ICU message. */
export function icuShape(message: string, language: string): IcuShape | null {
  try {
    const shape = { names: new Set<string>(), plurals: new Map<string, Set<string>>() };
    collect(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst(), shape);
    return {
      names: [...shape.names].sort(),
      plurals: Object.fromEntries([...shape.plurals].map(([name, forms]) => [name, [...forms].sort()])),
    };
  } catch {
    return null;
  }
}

/** Plain text between placeholders, as the parser itself numbers it; it alone has a value that names nothing. */
const literal = new IntlMessageFormat('text', 'en').getAst()[0]?.type;

type Elements = ReturnType<IntlMessageFormat['getAst']>;

function collect(elements: Elements, shape: { names: Set<string>; plurals: Map<string, Set<string>> }): void {
  for (const element of elements) {
    if (!('value' in element) || element.type === literal) continue;
    shape.names.add(element.value);
    if (!('options' in element)) continue;
    const forms = shape.plurals.get(element.value) ?? new Set<string>();
    for (const [form, option] of Object.entries(element.options)) {
      forms.add(form);
      collect(option.value, shape);
    }
    if ('pluralType' in element) shape.plurals.set(element.value, forms);
  }
}
