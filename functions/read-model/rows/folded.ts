/** The state of a stream after the event of that revision; -1 before the first. */
export type Folded<State> = { state: State; revision: number }

/**
 * What a row has of a stream. The state is undefined where its snapshot has another shape than this code
 * gives it: nothing is known then but the revision, and the stream has to be folded again.
 */
export type Loaded<State> = { state: State | undefined; revision: number }

/** A stream that was folded further: what its row has, and the state to write. */
export type Change<State> = { stream: string; loaded: Loaded<State>; folded: Folded<State> }
