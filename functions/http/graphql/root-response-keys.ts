import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

/**
 * The keys of the operation's root fields in the response, those in fragments included, without `__typename`.
 */
export const rootResponseKeys = (document: DocumentNode, operation: OperationDefinitionNode): Set<string> => {
  const keys = new Set<string>()
  const visitedFragments = new Set<string>()
  const collectFragment = (name: string): void => {
    if (visitedFragments.has(name)) return
    visitedFragments.add(name)
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
        collect(definition.selectionSet)
  }
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== '__typename') keys.add((selection.alias ?? selection.name).value)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
      else collectFragment(selection.name.value)
    }
  }
  collect(operation.selectionSet)
  return keys
}
