import { shorten } from './shorten.ts'

/**
 * Names of the fields of events and input that contain personal numbers. Their values are never logged. A
 * test compares the list with the declarations of the events and with the contract.
 */
export const personalFieldNames: ReadonlySet<string> = new Set(['nid', 'customerNID', 'mobileNumber'])

const maxDepth = 8
/** The most fields of an object and elements of a list. */
const maxFields = 50
/** The most characters of all texts and names of a context together. */
const maxTotalCharacters = 16_000
const maxStackCharacters = 4_000

type Budget = { characters: number; withStacks: boolean }

/**
 * Returns a copy of the context for one line of the log. Errors are replaced by their fields, and personal
 * values by '[personal]', at every depth. What is too long, too deep or too much is left out, because input
 * of a client may be in it. It never fails, whatever the context contains.
 */
export const loggable = (context: Record<string, unknown>, withStacks: boolean): unknown =>
  copy(context, { characters: maxTotalCharacters, withStacks }, 0)

const copy = (value: unknown, budget: Budget, depth: number): unknown => {
  if (budget.characters <= 0) return '[too long]'
  if (typeof value === 'string') return text(value, budget)
  if (typeof value === 'bigint' || typeof value === 'symbol') return text(String(value), budget)
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return value
  // An object may contain itself.
  if (depth === maxDepth) return '[deeper]'
  try {
    return copyObject(value, budget, depth)
  } catch {
    return '[unreadable]'
  }
}

const copyObject = (value: object, budget: Budget, depth: number): unknown => {
  if (value instanceof Error) return copyFields(errorFields(value, budget), budget, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), budget, depth + 1)
  return Array.isArray(value) ? copyList(value, budget, depth) : copyFields(value, budget, depth)
}

const copyList = (values: unknown[], budget: Budget, depth: number): unknown[] => {
  const copied = values.slice(0, maxFields).map((inner) => copy(inner, budget, depth + 1))
  return values.length > maxFields ? [...copied, `[${values.length - maxFields} more]`] : copied
}

const copyFields = (value: object, budget: Budget, depth: number): Record<string, unknown> => {
  const copied: Record<string, unknown> = Object.create(null)
  for (const name of Object.keys(value).slice(0, maxFields)) {
    const inner = (value as Record<string, unknown>)[name]
    copied[text(name, budget)] =
      personalFieldNames.has(name) && inner !== null
        ? '[personal]'
        : name === 'stack' && typeof inner === 'string'
          ? stackText(inner, budget)
          : copy(inner, budget, depth + 1)
  }
  return copied
}

/** Name, message and code of an error and its cause. The stack is included only at the level debug. */
const errorFields = (error: Error, { withStacks }: Budget): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  ...(withStacks ? { stack: error.stack } : {}),
  ...(error.cause instanceof Error ? { cause: error.cause } : {}),
})

/** A stack begins with the message, which may be long. The frames at its end are what is needed. */
const stackText = (stack: string, budget: Budget): string => {
  const tail = stack.length > maxStackCharacters ? stack.slice(-maxStackCharacters / 2).toWellFormed() : ''
  const head = shorten(stack, maxStackCharacters - tail.length)
  budget.characters -= head.length + tail.length
  return head + tail
}

const text = (value: string, budget: Budget): string => {
  const shortened = shorten(value)
  budget.characters -= shortened.length
  return shortened
}
