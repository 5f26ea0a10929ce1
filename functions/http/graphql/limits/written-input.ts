import { getOperationAST, Kind, OperationTypeNode, type ValueNode } from 'graphql'
import { contractError } from '../contract-error.ts'
import { defaultOf, type Query } from './arguments.ts'
import { runningFields } from './rows.ts'

/** Two of the largest invoices. A line becomes about 500 bytes of an event, however short its input is. */
const maxItems = 1_000
/** The texts of an invoice are stored as they are sent. */
export const maxBytes = 1_000_000

/**
 * Bounds what one request can store. One variable may be the input of 50 mutations, so a small body could
 * store 50 large invoices. Therefore what is used several times counts several times.
 * @throws INPUT_TOO_LARGE when the arguments of all mutations together have more than `maxItems` items in
 * lists, or more than `maxBytes` bytes of texts
 */
export const rejectLargeWrites = (query: Query): void => {
  const { items, bytes } = sizeOfWrites(query)
  if (items > maxItems) throw tooLarge('lines', items, maxItems)
  if (bytes > maxBytes) throw tooLarge('bytes', bytes, maxBytes)
}

const tooLarge = (what: string, amount: number, limit: number) =>
  contractError({
    code: 'INPUT_TOO_LARGE',
    message:
      `The mutations of this request have ${amount} ${what} of input together, and at most ${limit} are ` +
      'allowed. None was run: send several requests',
    params: { what, amount, limit },
  })

/** `items` is the number of elements of all lists; `bytes` are those of texts and names, as UTF-8. */
type Size = { items: number; bytes: number }

const sizeOfWrites = (query: Query): Size => {
  const operation = getOperationAST(query.document, query.operationName)
  if (operation?.operation !== OperationTypeNode.MUTATION) return nothing
  const sizes = new Map<string, Size>()
  const sizeOfVariable = (name: string): Size => {
    const size = sizes.get(name) ?? sizeOfSent(name, query)
    sizes.set(name, size)
    return size
  }
  return sum(
    runningFields(operation, query).flatMap(({ arguments: given = [] }) =>
      given.map(({ value }) => sizeOfNode(value, sizeOfVariable)),
    ),
  )
}

const sizeOfSent = (name: string, query: Query): Size => {
  const sent = query.variables[name]
  if (sent !== undefined) return sizeOfValue(sent)
  const node = defaultOf(name, query)
  return node === undefined ? nothing : sizeOfNode(node, () => nothing)
}

const sizeOfNode = (node: ValueNode, sizeOfVariable: (name: string) => Size): Size => {
  if (node.kind === Kind.VARIABLE) return sizeOfVariable(node.name.value)
  if (node.kind === Kind.LIST) return ofList(node.values.map((inner) => sizeOfNode(inner, sizeOfVariable)))
  if (node.kind === Kind.OBJECT)
    return sum(
      node.fields.flatMap(({ name, value }) => [ofText(name.value), sizeOfNode(value, sizeOfVariable)]),
    )
  return 'value' in node ? ofText(String(node.value)) : nothing
}

const sizeOfValue = (value: unknown): Size => {
  if (Array.isArray(value)) return ofList(value.map(sizeOfValue))
  if (typeof value === 'object' && value !== null)
    return sum(Object.entries(value).flatMap(([name, inner]) => [ofText(name), sizeOfValue(inner)]))
  return ofText(String(value))
}

const nothing: Size = { items: 0, bytes: 0 }

const ofText = (text: string): Size => ({ items: 0, bytes: Buffer.byteLength(text) })

const ofList = (sizes: readonly Size[]): Size => {
  const { items, bytes } = sum(sizes)
  return { items: items + sizes.length, bytes }
}

const sum = (sizes: readonly Size[]): Size =>
  sizes.reduce(
    (total, size) => ({ items: total.items + size.items, bytes: total.bytes + size.bytes }),
    nothing,
  )
