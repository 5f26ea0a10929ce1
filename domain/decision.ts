import { fillTemplate, type RefusalCode, type RefusalParams, refusals } from './refusal/catalogue.ts'
import type { Param } from './refusal/entry.ts'

/**
 * What a decision says when it says no: a stable code, an English message, the input field (`input.lineItems[2].quantity`),
 * and the parameters that the message was built from, for translations.
 */
export type Refusal = Readonly<{
  code: RefusalCode
  message: string
  path?: string
  params: Readonly<Record<string, Param>>
  /** What else is wrong with the same input, so that all of it can be mended in one go. */
  others?: readonly Refusal[]
}>
export type Refused = Readonly<{ ok: false; refusal: Refusal }>

/** Facts, or the reason why not. No events at all is a yes too: what was asked for stands already. */
export type Decision<Event> = Readonly<{ ok: true; events: readonly Event[] }> | Refused

/** A value read from input, or the refusal that it meets. */
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

/** All the values, or the first refusal in the order of the fields and the others with it. */
export const allOf = <Results extends Readonly<Record<string, Result<unknown>>>>(
  results: Results,
): Result<Accepted<Results>> => {
  const read = each(Object.values(results), (result) => result)
  if (!read.ok) return read
  return accepted(
    Object.fromEntries(
      Object.keys(results).map((name, index) => [name, read.value[index]]),
    ) as Accepted<Results>,
  )
}

/** The values of a list, or the first refusal in it and the others with it. */
export const each = <Item, Value>(
  items: readonly Item[],
  read: (item: Item, index: number) => Result<Value>,
): Result<readonly Value[]> => {
  const values: Value[] = []
  const refusals: Refusal[] = []
  for (const [index, item] of items.entries()) {
    const result = read(item, index)
    if (result.ok) values.push(result.value)
    else refusals.push(...oneByOne(result.refusal))
  }
  const [first, ...others] = refusals
  if (!first) return accepted(values)
  return { ok: false, refusal: others.length > 0 ? { ...first, others } : first }
}

const oneByOne = ({ others = [], ...refusal }: Refusal): readonly Refusal[] => [refusal, ...others]

/** A rule that the code itself broke, never the user: it throws. */
export class BrokenInvariant extends Error {
  readonly code = 'BROKEN_INVARIANT'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BrokenInvariant'
  }
}

/** The default branch of a switch over a union: a forgotten case does not compile. */
export const unreachable = (value: never): never => {
  throw new BrokenInvariant(`No case for ${JSON.stringify(value)}`)
}
