import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** The fields that are selected below a field, by name. */
type Tree = { fields: Map<string, Tree>; fragments: Set<string> }

const emptyTree = (): Tree => ({ fields: new Map(), fragments: new Set() })

/** The names in edges.node.buyer.name: deeper paths make no difference to a query function. */
const maxDepth = 4

/**
 * The paths of the fields that are selected below these nodes of one field, such as `edges.node.id`; a path
 * ends after four names. An alias does not change a path. Fields behind @skip and @include count as selected.
 * With `type`, fragments on other types of a union are left out.
 */
export const selectedPaths = (
  nodes: readonly FieldNode[],
  fragments: Fragments,
  type?: string,
): readonly string[] => {
  const tree = emptyTree()
  for (const { selectionSet } of nodes)
    if (selectionSet) collect(selectionSet, tree, { fragments, type, depth: 1 })
  return pathsOf(tree)
}

type Place = { fragments: Fragments; type: string | undefined; depth: number }

/** A fragment is read once for each field, because nested fragments would repeat it very often. */
const collect = ({ selections }: SelectionSetNode, tree: Tree, at: Place): void => {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) collectField(selection, tree, at)
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (applies(selection.typeCondition?.name.value, at)) collect(selection.selectionSet, tree, at)
    } else if (!tree.fragments.has(selection.name.value)) {
      tree.fragments.add(selection.name.value)
      const fragment = at.fragments[selection.name.value]
      if (fragment && applies(fragment.typeCondition.name.value, at)) collect(fragment.selectionSet, tree, at)
    }
  }
}

const collectField = ({ name, selectionSet }: FieldNode, tree: Tree, at: Place): void => {
  if (name.value.startsWith('__')) return
  const inner = tree.fields.get(name.value) ?? emptyTree()
  tree.fields.set(name.value, inner)
  if (selectionSet && at.depth < maxDepth)
    collect(selectionSet, inner, { fragments: at.fragments, type: undefined, depth: at.depth + 1 })
}

const applies = (condition: string | undefined, { type }: Place): boolean =>
  type === undefined || condition === undefined || condition.startsWith('_') || condition === type

const pathsOf = ({ fields }: Tree): string[] =>
  [...fields].flatMap(([name, inner]) =>
    inner.fields.size === 0 ? [name] : pathsOf(inner).map((path) => `${name}.${path}`),
  )
