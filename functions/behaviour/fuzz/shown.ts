const maxShown = 80
const maxPeriod = 40

/** A text for a message: a long one is shown as a repetition if it is one, otherwise by its beginning. */
export const shownText = (text: string): string => {
  if (text.length <= maxShown) return JSON.stringify(text)
  for (let period = 1; period <= maxPeriod; period++) {
    const unit = text.slice(0, period)
    if (text === unit.repeat(Math.ceil(text.length / period)).slice(0, text.length))
      return `${JSON.stringify(unit)} repeated to ${text.length} characters`
  }
  return `${JSON.stringify(text.slice(0, maxShown))} and ${text.length - maxShown} characters more`
}

/** Any value for a message: its long texts are shortened, and so are its long lists. */
export const shown = (value: unknown, depth = 0): string => {
  if (typeof value === 'string') return shownText(value)
  if (Array.isArray(value)) {
    const items = value.slice(0, 8).map((item) => shown(item, depth + 1))
    return `[${items.join(', ')}${value.length > 8 ? `, and ${value.length - 8} more` : ''}]`
  }
  if (Buffer.isBuffer(value)) return shownText(value.toString('latin1'))
  if (value !== null && typeof value === 'object' && depth < 8 && !isRaw(value))
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${shownText(name)}: ${shown(member, depth + 1)}`)
      .join(', ')} }`
  const text = JSON.stringify(value) ?? String(value)
  return text.length > maxShown ? `${text.slice(0, maxShown)}... (${text.length} characters)` : text
}

const isRaw = (value: object): boolean =>
  (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value)
