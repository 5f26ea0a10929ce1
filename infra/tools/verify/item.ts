/** One line of the checklist. `detail` says what was found, or why it was not checked. */
export type Item = { name: string; status: 'ok' | 'FAILED' | 'not checked'; detail: string }

/** Is called with each item as soon as it is known. */
export type ReportItem = (item: Item) => void

export const ok = (name: string, detail: string): Item => ({ name, status: 'ok', detail })
export const failed = (name: string, detail: string): Item => ({ name, status: 'FAILED', detail })
export const notChecked = (name: string, detail: string): Item => ({ name, status: 'not checked', detail })

/** ok           draft created  ... */
export const lineOf = ({ name, status, detail }: Item): string =>
  `${status.padEnd(11)}  ${name.padEnd(18)}  ${detail.replaceAll(/\s+/g, ' ')}`
