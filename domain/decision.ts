import { type RefusalCode, type RefusalParams, refusals } from './refusal/catalogue.ts'
import type { Param } from './refusal/entry.ts'
import { fillTemplate } from './refusal/template.ts'

/**
 * Why a decision or an input is refused: a stable code, an English message, the path of the input field
 * (`input.lineItems[2].quantity`), and the parameters of the message, for translations.
 */
export type Refusal = Readonly<{
  code: RefusalCode
  message: string
  path?: string
  params: Readonly<Record<string, Param>>
  /** The other refusals of the same input, so that a client can correct all fields at once. */
  others?: readonly Refusal[]
}>
export type Refused = Readonly<{ ok: false; refusal: Refusal }>

/** The events of a decision, or its refusal. An empty list means that there is nothing to change. */
export type Decision<Event> = Readonly<{ ok: true; events: readonly Event[] }> | Refused

/** A value that was read from input, or the refusal of that input. */
export type Result<Value> = Readonly<{ ok: true; value: Value }> | Refused

export const decided = <Event>(
  ...events: readonly Event[]
): Readonly<{ ok: true; events: readonly Event[] }> => ({ ok: true, events })

export const accepted = <Value>(value: Value): Readonly<{ ok: true; value: Value }> => ({ ok: true, value })

export const refused = <Code extends RefusalCode>(
  code: Code,
  params: RefusalParams<Code>,
  path?: string,
): Refused => ({
  ok: false,
  refusal: {
    code,
    message: fillTemplate(refusals[code].message, params),
    ...(path === undefined ? {} : { path }),
    params,
  },
})

type Accepted<Results> = { [Key in keyof Results]: Results[Key] extends Result<infer Value> ? Value : never }

/** The values of all fields, or the first refusal in the order of the fields, with the others in it. */
export const allOf = <Results extends Readonly<Record<string, Result<unknown>>>>(
  results: Results,
): Result<Accepted<Results>> => {
  const read = each(Object.values(results), (result) => result)
  if (!read.ok) return read
  const values = Object.keys(results).map((name, index) => [name, read.value[index]])
  return accepted(Object.fromEntries(values) as Accepted<Results>)
}

/** The values of all items, or the first refusal in the order of the items, with the others in it. */
export const each = <Item, Value>(
  items: readonly Item[],
  read: (item: Item, index: number) => Result<Value>,
): Result<readonly Value[]> => {
  const values: Value[] = []
  const refusals: Refusal[] = []
  for (const [index, item] of items.entries()) {
    const result = read(item, index)
    if (result.ok) values.push(result.value)
    else refusals.push(...flatten(result.refusal))
  }
  const [first, ...others] = refusals
  if (!first) return accepted(values)
  return { ok: false, refusal: others.length > 0 ? { ...first, others } : first }
}

const flatten = ({ others = [], ...refusal }: Refusal): readonly Refusal[] => [refusal, ...others]

/**
 * A state or event that the rules exclude. It shows a defect of the code or of stored data, never a mistake
 * of the user.
 */
export class BrokenInvariant extends Error {
  readonly code: string = 'BROKEN_INVARIANT'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BrokenInvariant'
  }
}

/**
 * The default branch of a switch over a union, so that the code does not compile when a case is missing. The
 * message names the type of an event, and not its content, because messages are logged.
 * @throws BrokenInvariant always
 */
export const unreachable = (value: never): never => {
  throw new BrokenInvariant(`No case for ${nameOf(value)}`)
}

const nameOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return 'type' in value ? String(value.type) : 'an object'
}
