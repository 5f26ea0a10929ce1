/** An optional field of an input: left out or null. */
export type Maybe<Value> = Value | null | undefined
