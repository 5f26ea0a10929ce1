/** A table in GitHub's Markdown. A bar inside a cell is escaped. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

export const code = (text: string): string => `\`${text}\``

/** A page of parts with an empty line between them and one newline at the end. */
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`
