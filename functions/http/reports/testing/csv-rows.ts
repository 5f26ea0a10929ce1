const cell = /(?:(")((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g

/** Reads the cells of the lines of a file, as RFC 4180 has them. */
export const linesOf = (body: string): string[][] => {
  const lines: string[][] = []
  let cells: string[] = []
  for (const [, open, quoted = '', bare = '', end] of body.matchAll(cell)) {
    cells.push(open ? quoted.replaceAll('""', '"') : bare)
    if (end === ',') continue
    lines.push(cells)
    cells = []
  }
  return lines
}

/** Reads the rows of a file by the names of their columns. */
export const rowsOf = (body: string): Record<string, string>[] => {
  const [names = [], ...lines] = linesOf(body.replace(/^\ufeff/, ''))
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index] ?? ''])))
}
