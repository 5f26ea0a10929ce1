import { type Field, type Fields, type RecordOf, record } from './fields.ts'

/** Turns the data of one version into the data of the next. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/**
 * An event type as it is stored: its newest shape, and an upcast from each older version to the next. A type
 * that has only version 1 has no upcasts.
 */
export type Declaration<Type extends string = string, F extends Fields = Fields> = Readonly<{
  type: Type
  version: number
  data: Field<RecordOf<F>>
  upcasts: readonly Upcast[]
}>

export type EventOf<D> =
  D extends Declaration<infer Type, infer F> ? { readonly type: Type } & RecordOf<F> : never

export const event = <const Type extends string, const F extends Fields>(
  type: Type,
  fields: F,
  upcasts: readonly Upcast[] = [],
): Declaration<Type, F> => ({ type, version: upcasts.length + 1, data: record(fields), upcasts })
