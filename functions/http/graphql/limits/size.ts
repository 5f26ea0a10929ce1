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
  type Token,
  TokenKind,
} from 'graphql'
import { contractError } from '../contract-error.ts'

/** The content of an invoice has at most 256 kB, so one that is written in the document fits. */
export const maxCharacters = 500_000
/** GraphQL counts the lines before a node for every location of every error. */
export const maxLines = 10_000
/** GraphQL repeats names and numbers in messages, in one document up to a hundred times. */
export const maxNameCharacters = 200
/**
 * The longest text of the contract has 5,000 characters, and an escape such as \\u0041 has six. GraphQL
 * compares a text that is in the place of an enum value with every value, to suggest one.
 */
export const maxTextCharacters = 30_000
/** An invoice with the maximum of 500 lines, written in the document, is about 12,000 tokens. */
const maxTokens = 15_000
/** The deepest useful query has 9 levels: invoices.edges.node.notes.lines.value.amount below _entities. */
export const maxDepth = 10
/** Allows a batch of a few dozen mutations. More need several requests, each with its own timeout. */
const maxAliases = 50
/** As many fields under a condition as a large screen has. No other directive is for a query. */
const maxDirectives = 100
/** The time of validation grows with the square of the number of fields. An invoice has about 200 fields. */
const maxSelections = 1_000

const tooComplex = (what: string, limit: number): GraphQLError =>
  contractError({
    code: 'QUERY_TOO_COMPLEX',
    message: `The query has more than ${limit} ${what}`,
    params: { what, limit },
  })

/**
 * Parses a query and rejects one that is too large. It runs before validation, which is the expensive part,
 * and once per document, because parsed documents and parse errors are cached.
 * @throws QUERY_TOO_COMPLEX when the document has too many characters, lines, tokens, fields, aliases,
 * directives or levels of nesting, or a name, number or text is too long
 */
export const parseWithinLimits = (source: string | Source, options?: ParseOptions): DocumentNode => {
  rejectLongSource(typeof source === 'string' ? source : source.body)
  const { document, size } = parseAndMeasure(source, options)
  if (size.name > maxNameCharacters) throw tooComplex('characters in one name or number', maxNameCharacters)
  if (size.text > maxTextCharacters) throw tooComplex('characters in one text', maxTextCharacters)
  if (size.selections > maxSelections) throw tooComplex('fields', maxSelections)
  if (size.aliases > maxAliases) throw tooComplex('aliases', maxAliases)
  if (size.directives > maxDirectives) throw tooComplex('directives', maxDirectives)
  if (size.depth > maxDepth) throw tooComplex('levels of nesting', maxDepth)
  return document
}

const rejectLongSource = (text: string): void => {
  if (text.length > maxCharacters) throw tooComplex('characters', maxCharacters)
  let lines = 1
  for (const _lineBreak of text.matchAll(/\r\n|[\n\r]/g))
    if (++lines > maxLines) throw tooComplex('lines', maxLines)
}

/** The parser itself runs out of stack at some thousand levels. */
const parseAndMeasure = (source: string | Source, options?: ParseOptions) => {
  try {
    const document = parseWithTokenLimit(source, options)
    return { document, size: sizeOf(document) }
  } catch (error) {
    throw error instanceof RangeError ? tooComplex('levels of nesting', maxDepth) : error
  }
}

const parseWithTokenLimit = (source: string | Source, options?: ParseOptions): DocumentNode => {
  try {
    return parse(source, { ...options, maxTokens })
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes(`more that ${maxTokens} tokens`))
      throw tooComplex('tokens', maxTokens)
    throw error
  }
}

const sizeOf = (document: DocumentNode) => {
  const size = {
    name: longestToken(document, namesAndNumbers),
    text: longestToken(document, texts),
    depth: depthOf(document),
    directives: countOf(document, TokenKind.AT),
    aliases: 0,
    selections: 0,
  }
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

/** The length of the longest token of these kinds. */
const longestToken = ({ loc }: DocumentNode, kinds: ReadonlySet<TokenKind>): number => {
  let longest = 0
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next)
    if (kinds.has(token.kind)) longest = Math.max(longest, token.end - token.start)
  return longest
}

const countOf = ({ loc }: DocumentNode, kind: TokenKind): number => {
  let count = 0
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next)
    if (token.kind === kind) count++
  return count
}

const namesAndNumbers: ReadonlySet<TokenKind> = new Set([TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT])
const texts: ReadonlySet<TokenKind> = new Set([TokenKind.STRING, TokenKind.BLOCK_STRING])

/** A fragment adds its depth wherever it is spread. Validation rejects a fragment that spreads itself. */
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
    // Introspection is deeper than any query of the contract. Production rejects it with another rule.
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
