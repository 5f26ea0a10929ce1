import { inWords, type RefusalCode, type RefusalParams, refusals } from './refusal/catalogue.ts'
import type { Param } from './refusal/entry.ts'

/**
 * What a decision says when it says no: a stable code, an English message, the input field (`input.lineItems[2].quantity`),
 * and the parameters that the message was built from, for translations.
 */
export type Refusal = Readonly<{ code: RefusalCode; message: string; path?: string; params: Readonly<Record<string, Param>> }>
export type Refused = Readonly<{ ok: false; refusal: Refusal }>

/** Facts, or the reason why not. No events at all is a yes too: what was asked for stands already. */
export type Decision<Event> = Readonly<{ ok: true; events: readonly Event[] }> | Refused

/** A value read from input, or the refusal that it meets. */
export type Result<Value> = Readonly<{ ok: true; value: Value }> | Refused

export const decided = <Event>(...events: readonly Event[]): Readonly<{ ok: true; events: readonly Event[] }> => ({ ok: true, events })

export const accepted = <Value>(value: Value): Readonly<{ ok: true; value: Value }> => ({ ok: true, value })

export const refused = <Code extends RefusalCode>(code: Code, params: RefusalParams<Code>, path?: string): Refused => ({
  ok: false,
  refusal: { code, message: inWords(refusals[code].message, params), ...(path === undefined ? {} : { path }), params },
})

type Accepted<Results> = { [Key in keyof Results]: Results[Key] extends Result<infer Value> ? Value : never }

/** All the values, or the first refusal in the order of the fields. */
export const allOf = <Results extends Readonly<Record<string, Result<unknown>>>>(results: Results): Result<Accepted<Results>> => {
  const values: Record<string, unknown> = {}
  for (const [name, result] of Object.entries(results)) {
    if (!result.ok) return result
    values[name] = result.value
  }
  return accepted(values as Accepted<Results>)
}

/** The values of a list, or the first refusal in it. */
export const each = <Item, Value>(items: readonly Item[], read: (item: Item, index: number) => Result<Value>): Result<readonly Value[]> => {
  const values: Value[] = []
  for (const [index, item] of items.entries()) {
    const result = read(item, index)
    if (!result.ok) return result
    values.push(result.value)
  }
  return accepted(values)
}

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
