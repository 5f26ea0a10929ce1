import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * The root fields of an operation by their key in the response, those in fragments included, without
 * `__typename`. What `runs` is false for is left out, with all that is inside it.
 */
export const rootFields = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  runs: (selection: SelectionNode) => boolean = () => true,
): Map<string, FieldNode> => {
  const fields = new Map<string, FieldNode>()
  const visitedFragments = new Set<string>()
  const collectFragment = (name: string): void => {
    if (visitedFragments.has(name)) return
    visitedFragments.add(name)
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
        collect(definition.selectionSet)
  }
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections.filter(runs)) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
      else if (selection.kind === Kind.FRAGMENT_SPREAD) collectFragment(selection.name.value)
      else if (selection.name.value !== '__typename')
        fields.set((selection.alias ?? selection.name).value, selection)
    }
  }
  collect(operation.selectionSet)
  return fields
}
