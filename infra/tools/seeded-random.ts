import { createHash } from 'node:crypto'

/** Numbers that follow from a seed: the same seed gives the same numbers. */
export type Random = {
  /** From 0 up to 1, which it never is. */
  next(): number
  /** An integer from 0 up to `limit`, which it never is. */
  below(limit: number): number
  /** An integer between both, which may be either of them. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  /** One of the items; at least one must be given. */
  pick<Item>(items: readonly Item[]): Item
}

/** The generator splitmix32: one word of state, and seeds that differ in one bit give unrelated numbers. */
export const randomFrom = (seed: number): Random => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    mixed ^= mixed >>> 15
    return (mixed >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  }
}

/** A seed that follows from a text. */
export const seedOf = (text: string): number => createHash('sha256').update(text).digest().readInt32LE()
