/** A table of GitHub's Markdown; a bar inside a cell is written so that it does not end the cell. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

export const code = (text: string): string => `\`${text}\``

/** Parts of a page with an empty line between them, and one line end at its end. */
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`
