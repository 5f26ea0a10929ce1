const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
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

/** A property of our resources as CloudFormation makes it out of `Fn::Split`, `Fn::Select` and `Fn::Sub` with values of its own. */
export const evaluated = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(evaluated)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, evaluated(inner)] as const)
  const [[name, argument] = ['', undefined]] = entries
  const apply = functions[name]
  return apply && entries.length === 1 ? apply(argument) : Object.fromEntries(entries)
}
