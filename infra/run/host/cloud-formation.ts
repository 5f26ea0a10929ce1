const implementations: Readonly<Record<string, (argument: unknown) => unknown>> = {
  'Fn::Split': (argument) => {
    const [delimiter, text] = argument as [string, string]
    return text.split(delimiter)
  },
  'Fn::Select': (argument) => {
    const [index, list] = argument as [number, unknown[]]
    return list[index]
  },
  'Fn::Sub': (argument) => {
    const [text, values] = argument as [string, Record<string, unknown>]
    return text.replace(/\$\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
  },
}

/**
 * Returns a property of our resources with `Fn::Split`, `Fn::Select` and `Fn::Sub` evaluate as CloudFormation
 * does. `Fn::Sub` replaces only the names that it defines itself; other functions stay as they are.
 */
export const evaluate = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(evaluate)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, evaluate(inner)] as const)
  const [[name, argument] = ['', undefined]] = entries
  const apply = implementations[name]
  return apply && entries.length === 1 ? apply(argument) : Object.fromEntries(entries)
}
