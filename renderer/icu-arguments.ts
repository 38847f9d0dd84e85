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

type Elements = ReturnType<IntlMessageFormat['getAst']>;

function collect(elements: Elements, shape: { names: Set<string>; plurals: Map<string, Set<string>> }): void {
  for (const element of elements) {
    const isText = element.type === 0 || element.type === 7;
    if (isText || !('value' in element)) continue;
    shape.names.add(element.value);
    if (!('options' in element)) continue;
    const forms = shape.plurals.get(element.value) ?? new Set<string>();
    for (const [form, option] of Object.entries(element.options)) {
      forms.add(form);
      collect(option.value, shape);
    }
    if (element.type === 6) shape.plurals.set(element.value, forms);
  }
}
