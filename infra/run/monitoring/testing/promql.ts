/** A series that an expression reads, with the labels that it selects by. */
export type Selector = { series: string; labels: string[] }

const keywords = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'offset',
  'bool',
  'inf',
  'nan',
])

/** Returns the series that an expression of PromQL reads. promtool checks its syntax; this only reads it. */
export const selectorsOf = (expression: string): Selector[] => {
  const text = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
  return [...text.matchAll(/\b([a-zA-Z_:][\w:]*)\b\s*(\(|\{[^}]*\})?/g)]
    .filter(([, name = '', next]) => next !== '(' && !keywords.has(name.toLowerCase()))
    .map(([, series = '', braces]) => ({
      series,
      labels: [...(braces ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }))
}

/** Returns the labels by which an expression groups: `sum by (code)`. */
export const groupingsOf = (expression: string): string[] =>
  [...expression.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  )
