import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql'

type Key = string | number

/**
 * The path in the arguments of the first node that is wanted, such as `input.lineItems[2].quantity`;
 * undefined when it is not inside arguments. The definition of a variable is not searched, because it names
 * the variable without using it.
 */
export const inputPath = (
  document: DocumentNode,
  isWanted: (node: ASTNode) => boolean,
): string | undefined => {
  let path: string | undefined
  visit(document, {
    enter(node, _key, _parent, keys) {
      if (!isWanted(node)) return node.kind === Kind.VARIABLE_DEFINITION ? false : undefined
      path = pathAt(document, keys)
      return BREAK
    },
  })
  return path
}

/** `keys` lead from the document to the node. */
const pathAt = (document: DocumentNode, keys: readonly Key[]): string | undefined => {
  let path: string | undefined
  let inList = false
  let current: unknown = document
  for (const key of keys) {
    if (inList && typeof key === 'number' && path !== undefined) path += `[${key}]`
    current = (current as Record<Key, unknown>)[key]
    inList = key === 'values'
    const node = current as Partial<ASTNode>
    if (node.kind === Kind.ARGUMENT) path = node.name?.value
    if (node.kind === Kind.OBJECT_FIELD) path = `${path}.${node.name?.value}`
  }
  return path
}
