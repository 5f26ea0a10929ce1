import type { Aggregate } from '../../../domain/event/aggregate.ts'
import type { Stream } from '../stream.ts'

/** The only event of an aggregate whose state is the number of its events. */
export type Happened = { type: 'Happened' }

export type CountKind<Found extends Stream<number, Happened> | undefined> = {
  existing: number
  event: Happened
  found: Found
  beside: object
  decided: Happened
}

/** Counts its events. */
export const counter = {
  ...{ initial: 0, evolve: (before: number) => before + 1 },
  ...{
    encode: ({ type }: Happened) => ({ type, version: 1, data: {} }),
    decode: () => ({ type: 'Happened' }),
  },
} as unknown as Aggregate<unknown, number, Happened>

/** The parts of a subject that a test of the steps of a command does not care about. */
export const anyCount = {
  aggregate: counter,
  complete: async () => [],
  unchanged: (): Happened => ({ type: 'Happened' }),
  announce: async () => undefined,
  view: ({ state }: Stream<number, Happened>) => state,
}
