import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql'

/** Where in the arguments a node of the document stands: `input.lineItems[2].quantity`; undefined outside of arguments. */
export const inputPath = (document: DocumentNode, wanted: (node: ASTNode) => boolean): string | undefined => {
  let found: string | undefined
  visit(document, {
    enter(...visited) {
      const [node, , parent, path, ancestors] = visited
      if (node.kind === Kind.VARIABLE_DEFINITION && !wanted(node)) return false
      if (!wanted(node)) return undefined
      const ways = [...ancestors, ...(parent && !Array.isArray(parent) ? [parent] : []), node]
      found = written(ways as (ASTNode | readonly ASTNode[])[], path)
      return BREAK
    },
  })
  return found
}

/** `steps` are the keys that lead from one of `ways` to the next. */
const written = (
  ways: readonly (ASTNode | readonly ASTNode[])[],
  steps: readonly (string | number)[],
): string | undefined => {
  let path: string | undefined
  let inList = false
  let at: unknown = ways[0]
  for (const step of steps) {
    if (inList && typeof step === 'number' && path !== undefined) path += `[${step}]`
    at = (at as Record<string | number, unknown>)[step]
    inList = step === 'values'
    const node = at as Partial<ASTNode>
    if (node.kind === Kind.ARGUMENT) path = (at as { name: { value: string } }).name.value
    if (node.kind === Kind.OBJECT_FIELD) path = `${path}.${(at as { name: { value: string } }).name.value}`
  }
  return path
}
