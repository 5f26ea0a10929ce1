import { expect, test } from '@jest/globals'
import { type FieldNode, type FragmentDefinitionNode, Kind, parse } from 'graphql'
import { selectedPaths } from './selected-paths.ts'

const pathsIn = (source: string, type?: string) => {
  const { definitions } = parse(source)
  const fragments: Record<string, FragmentDefinitionNode> = {}
  let nodes: FieldNode[] = []
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node
    if (node.kind === Kind.OPERATION_DEFINITION) nodes = node.selectionSet.selections as FieldNode[]
  }
  return selectedPaths(nodes, fragments, type).toSorted()
}

test('paths contain names and not aliases, without __typename', () => {
  expect(pathsIn('{ list { count: totalCount nodes { a: id b: id __typename } } }')).toEqual([
    'nodes.id',
    'totalCount',
  ])
})

test('fields of fragments, and of several nodes of one field, are merged', () => {
  const source = `{ list { ...a edges { node { id } } } list { ... { edges { node { total { amount } } } } } }
    fragment a on Connection { edges { ...b node { buyer { name } } } }
    fragment b on Edge { cursor }`
  expect(pathsIn(source)).toEqual([
    'edges.cursor',
    'edges.node.buyer.name',
    'edges.node.id',
    'edges.node.total.amount',
  ])
})

test('paths end after four names', () => {
  expect(pathsIn('{ a { b { c { d { e { f } } } } } }')).toEqual(['b.c.d.e'])
})

test('of a union only the fragments on the type count', () => {
  const source = `{ _entities { ... on Tenant { name } ... on Invoice { id } ...t ... on _Entity { ... on Invoice { status } } } }
    fragment t on Tenant { bin }`
  expect(pathsIn(source, 'Invoice')).toEqual(['id', 'status'])
})

test('fragments that spread others many times are read once', () => {
  const chain = Array.from(
    { length: 60 },
    (_, index) => `fragment f${index} on T { ...f${index + 1} ...f${index + 1} }`,
  ).join(' ')
  expect(pathsIn(`{ a { ...f0 } } ${chain} fragment f60 on T { id }`)).toEqual(['id'])
})
