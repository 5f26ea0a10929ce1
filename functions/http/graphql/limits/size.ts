import {
  type DocumentNode,
  GraphQLError,
  isExecutableDefinitionNode,
  Kind,
  type ParseOptions,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type Source,
} from 'graphql'
import { refusal } from '../refusal.ts'

/** An invoice of 500 lines, the most there may be, written out in the document is about 12,000 tokens. */
export const maxTokens = 15_000
/** The longest way that says something, invoices.edges.node.notes.lines.value.amount below _entities, is 9 deep. */
export const maxDepth = 10
/** A few dozen mutations in one request are a batch; more belong in several requests, each within its time. */
export const maxAliases = 50
/** Comparing the fields of a document grows with their square; all fields of an invoice are about 200. */
export const maxSelections = 1_000

const tooComplex = (what: string, limit: number): GraphQLError =>
  refusal({
    code: 'QUERY_TOO_COMPLEX',
    message: `The query has more than ${limit} ${what}`,
    params: { what, limit },
  })

/**
 * Parses a query and refuses one that is too large to be looked at closer. Runs once a document, because parsed documents
 * and parse errors are kept, and before validation, which is the expensive part.
 */
export const parseWithinLimits = (source: string | Source, options?: ParseOptions): DocumentNode => {
  const { document, size } = measured(source, options)
  if (size.selections > maxSelections) throw tooComplex('fields', maxSelections)
  if (size.aliases > maxAliases) throw tooComplex('aliases', maxAliases)
  if (size.depth > maxDepth) throw tooComplex('levels of nesting', maxDepth)
  return document
}

/** Some thousand levels are too deep for the parser itself, which then runs out of stack. */
const measured = (source: string | Source, options?: ParseOptions) => {
  try {
    const document = parsed(source, options)
    return { document, size: measure(document) }
  } catch (error) {
    throw error instanceof RangeError ? tooComplex('levels of nesting', maxDepth) : error
  }
}

const parsed = (source: string | Source, options?: ParseOptions): DocumentNode => {
  try {
    return parse(source, { ...options, maxTokens })
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes(`more that ${maxTokens} tokens`))
      throw tooComplex('tokens', maxTokens)
    throw error
  }
}

const measure = (document: DocumentNode) => {
  const size = { depth: depthOf(document), aliases: 0, selections: 0 }
  const count = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      size.selections++
      if (selection.kind === Kind.FIELD && selection.alias) size.aliases++
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) count(selection.selectionSet)
    }
  }
  for (const definition of document.definitions)
    if (isExecutableDefinitionNode(definition)) count(definition.selectionSet)
  return size
}

/** A fragment counts as deep as it is wherever it is spread; one that spreads itself is left to validation. */
const depthOf = (document: DocumentNode): number => {
  const known = new Map<string, number>()
  const ofFragment = (name: string): number => {
    const depth = known.get(name)
    if (depth !== undefined) return depth
    known.set(name, 0)
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
        known.set(name, ofSelections(definition.selectionSet))
    return known.get(name) ?? 0
  }
  const ofSelection = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value)
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelections(selection.selectionSet)
    // Introspection is deeper than any query of the contract; production refuses it by a rule of its own.
    if (selection.name.value === '__schema' || selection.name.value === '__type') return 0
    return 1 + (selection.selectionSet ? ofSelections(selection.selectionSet) : 0)
  }
  const ofSelections = ({ selections }: SelectionSetNode): number =>
    selections.reduce((deepest, one) => Math.max(deepest, ofSelection(one)), 0)
  return document.definitions.reduce(
    (deepest, node) =>
      node.kind === Kind.OPERATION_DEFINITION ? Math.max(deepest, ofSelections(node.selectionSet)) : deepest,
    0,
  )
}
