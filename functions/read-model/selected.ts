import type { Selection } from '../../infra/lambda/envelope.ts'

/** What a request selects of the answer of a query. */
export type Selected = {
  /** Whether a field of the answer, or anything in it, is selected. */
  has(field: string): boolean
  /** The paths that are selected below these paths; undefined when all may be. */
  below(...parents: string[]): Paths
  /** The paths of the whole answer. */
  paths: Paths
  /** The most bytes of JSON that the answer may have: its share of the response. */
  maxBytes: number
}

/** Paths of selected fields, such as `grandTotal.amount`; undefined when the whole is used. */
export type Paths = readonly string[] | undefined

/** Less than the 6 MB of a Lambda response, because the response repeats what is selected under an alias. */
const maxResponseBytes = 4 * 1024 * 1024

/** Without a selection, the whole answer is. */
export const selectedBy = (selection: Selection | undefined): Selected => {
  const paths = selection?.paths
  return {
    has: (field) => paths?.some((path) => path === field || path.startsWith(`${field}.`)) ?? true,
    below: (...parents) =>
      paths &&
      parents.flatMap((parent) =>
        paths.filter((path) => path.startsWith(`${parent}.`)).map((path) => path.slice(parent.length + 1)),
      ),
    paths,
    maxBytes: Math.floor(maxResponseBytes / Math.max(selection?.parts ?? 1, 1)),
  }
}
