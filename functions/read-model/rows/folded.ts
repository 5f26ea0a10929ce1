/** The state of a stream after the event of that revision; -1 before the first. */
export type Folded<State> = { state: State; revision: number }

/** A stream that was folded further: the state in its row, and the state to write. */
export type Change<State> = { stream: string; loaded: Folded<State>; folded: Folded<State> }
