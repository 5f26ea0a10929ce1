/** Reads a file: its rows by the names of their columns. */
export const rowsOf = (body: string): Record<string, string>[] => {
  const rows: string[][] = []
  let cells: string[] = []
  const cell = /(?:(")((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g
  for (const [, open, quoted = '', bare = '', end] of body.replace(/^\ufeff/, '').matchAll(cell)) {
    cells.push(open ? quoted.replaceAll('""', '"') : bare)
    if (end === ',') continue
    rows.push(cells)
    cells = []
  }
  const [names = [], ...lines] = rows
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index] ?? ''])))
}
