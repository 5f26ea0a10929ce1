type SecretContent = { text: string; username: string | undefined }

/**
 * Returns the part of a secret's text that `key` names. Without a key it is `password` of a JSON object, and
 * otherwise the whole text without the line break that a file may have at its end. Undefined when there is no
 * such part.
 */
export const secretContent = (text: string, key: string | undefined): SecretContent | undefined => {
  const json = jsonObject(text)
  if (json === undefined)
    return key === undefined ? { text: text.replace(/\r?\n$/, ''), username: undefined } : undefined
  const part = json[key ?? 'password']
  if (typeof part !== 'string') return undefined
  return { text: part, username: typeof json.username === 'string' ? json.username : undefined }
}

const jsonObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
