import { isInstant, isLocalDate } from '../calendar/dates.ts'
import { readFixed } from '../money/fixed.ts'
import { decimals } from '../money/poisha.ts'

/**
 * A field of a stored event: the values that it accepts, and its personal paths, which must not be in logs,
 * metrics or headers.
 */
export type Field<Value> = Readonly<{
  /** The first problem with the value, with its path, or null. */
  problemWith: (value: unknown, path: string) => string | null
  personal: readonly string[]
  readonly value?: Value
}>
export type ValueOf<F> = F extends Field<infer Value> ? Value : never

const field = <Value>(expected: string, accepts: (value: unknown) => boolean): Field<Value> => ({
  problemWith: (value, path) => (accepts(value) ? null : `${path} is not ${expected}`),
  personal: [],
})

const matching = (expected: string, accepts: (text: string) => boolean): Field<string> =>
  field(expected, (value) => typeof value === 'string' && accepts(value))

export const text = matching('a text', () => true)

const decimal = (most: number): Field<string> =>
  matching(`a decimal with at most ${most} decimals`, (value) => readFixed(value, most).ok)
/** Decimals as texts: a JSON number would be a binary float. */
export const taka = decimal(decimals.taka)
export const price = decimal(decimals.price)
export const quantity = decimal(decimals.quantity)
export const percent = decimal(decimals.percent)

export const date = matching('a date', isLocalDate)
/** A calendar month, YYYY-MM. */
export const month = matching('a month', (value) => isLocalDate(`${value}-01`))
export const instant = matching('an instant', isInstant)
export const integer = field<number>('a whole number', Number.isSafeInteger)
export const flag = field<boolean>('true or false', (value) => typeof value === 'boolean')

export const oneOf = <const Option extends string>(...options: readonly Option[]): Field<Option> =>
  field(`one of ${options.join(' ')}`, (value) => options.some((option) => option === value))

export const nullable = <Value>(inner: Field<Value>): Field<Value | null> => ({
  problemWith: (value, path) => (value === null ? null : inner.problemWith(value, path)),
  personal: inner.personal,
})

/** Marks a field as personal. */
export const personal = <Value>(inner: Field<Value>): Field<Value> => ({
  problemWith: inner.problemWith,
  personal: [''],
})

export const list = <Value>(inner: Field<Value>): Field<readonly Value[]> => ({
  problemWith: (value, path) => {
    if (!Array.isArray(value)) return `${path} is not a list`
    for (const [index, item] of value.entries()) {
      const problem = inner.problemWith(item, `${path}[${index}]`)
      if (problem !== null) return problem
    }
    return null
  },
  personal: inner.personal.map((path) => `[]${path}`),
})

export type Fields = Readonly<Record<string, Field<unknown>>>
export type RecordOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

/** An object with exactly these fields: a missing field and an unknown field are both problems. */
export const record = <const F extends Fields>(fields: F): Field<RecordOf<F>> => ({
  problemWith: (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} is not an object`
    const object = value as Readonly<Record<string, unknown>>
    const unknown = Object.keys(object).find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined) return `${path}.${unknown} is not a known field`
    for (const [name, inner] of Object.entries(fields)) {
      const problem = inner.problemWith(object[name], `${path}.${name}`)
      if (problem !== null) return problem
    }
    return null
  },
  personal: Object.entries(fields).flatMap(([name, inner]) =>
    inner.personal.map((path) => `.${name}${path}`),
  ),
})

/** The parameters of a message: an object of texts, numbers and lists. */
export const parameters = field<Readonly<Record<string, string | number | readonly string[]>>>(
  'an object of parameters',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (one) => typeof one === 'string' || typeof one === 'number' || Array.isArray(one),
    ),
)
