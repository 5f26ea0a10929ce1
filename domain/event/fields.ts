import { isInstant, isLocalDate } from '../calendar/dates.ts'
import { readFixed } from '../money/fixed.ts'
import { decimals } from '../money/poisha.ts'

/** A field of a stored event: what it accepts, and which paths in it are personal (never in logs, metrics or headers). */
export type Field<Value> = Readonly<{
  /** The path and reason of the first thing that is wrong, or null. */
  wrong: (value: unknown, path: string) => string | null
  personal: readonly string[]
  readonly value?: Value
}>
export type ValueOf<F> = F extends Field<infer Value> ? Value : never

const field = <Value>(expected: string, accepts: (value: unknown) => boolean): Field<Value> => ({
  wrong: (value, path) => (accepts(value) ? null : `${path} is not ${expected}`),
  personal: [],
})

const matching = (expected: string, accepts: (text: string) => boolean): Field<string> =>
  field(expected, (value) => typeof value === 'string' && accepts(value))

export const text = matching('a text', () => true)

const decimal = (most: number): Field<string> =>
  matching(`a decimal with at most ${most} decimals`, (value) => readFixed(value, most).ok)
/** Exact decimals, written as texts. */
export const taka = decimal(decimals.taka)
export const price = decimal(decimals.price)
export const quantity = decimal(decimals.quantity)
export const percent = decimal(decimals.percent)

export const date = matching('a date', isLocalDate)
export const instant = matching('an instant', isInstant)
export const integer = field<number>('a whole number', Number.isSafeInteger)
export const flag = field<boolean>('true or false', (value) => typeof value === 'boolean')

export const oneOf = <const Option extends string>(...options: readonly Option[]): Field<Option> =>
  field(`one of ${options.join(' ')}`, (value) => options.some((option) => option === value))

export const nullable = <Value>(inner: Field<Value>): Field<Value | null> => ({
  wrong: (value, path) => (value === null ? null : inner.wrong(value, path)),
  personal: inner.personal,
})

/** Marks a field as personal. */
export const personal = <Value>(inner: Field<Value>): Field<Value> => ({ wrong: inner.wrong, personal: [''] })

export const list = <Value>(inner: Field<Value>): Field<readonly Value[]> => ({
  wrong: (value, path) => {
    if (!Array.isArray(value)) return `${path} is not a list`
    for (const [index, item] of value.entries()) {
      const wrong = inner.wrong(item, `${path}[${index}]`)
      if (wrong !== null) return wrong
    }
    return null
  },
  personal: inner.personal.map((path) => `[]${path}`),
})

export type Fields = Readonly<Record<string, Field<unknown>>>
export type RecordOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

/** Exactly these fields: a missing one and an unknown one are both wrong, for nothing is guessed. */
export const record = <const F extends Fields>(fields: F): Field<RecordOf<F>> => ({
  wrong: (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} is not an object`
    const given = value as Readonly<Record<string, unknown>>
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined) return `${path}.${unknown} is not a known field`
    for (const [name, inner] of Object.entries(fields)) {
      const wrong = inner.wrong(given[name], `${path}.${name}`)
      if (wrong !== null) return wrong
    }
    return null
  },
  personal: Object.entries(fields).flatMap(([name, inner]) =>
    inner.personal.map((path) => `.${name}${path}`),
  ),
})

/** Any JSON object of texts, numbers and lists of texts: the parameters of a message. */
export const parameters = field<Readonly<Record<string, string | number | readonly string[]>>>(
  'an object of parameters',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (one) => typeof one === 'string' || typeof one === 'number' || Array.isArray(one),
    ),
)
