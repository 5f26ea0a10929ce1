import { refusals } from './catalogue.ts'
import type { Entry } from './entry.ts'
import { fillTemplate } from './template.ts'

const entries = new Map<string, Entry>(Object.entries(refusals))

/**
 * The English message of a stored refusal, which has its code and its parameters alone: a better text then
 * reaches old refusals too. A code that this release does not know is its own message.
 */
export const messageOf = ({ code, params }: Readonly<{ code: string; params: Entry['example'] }>): string => {
  const entry = entries.get(code)
  return entry ? fillTemplate(entry.message, params) : code
}
