import { expect, test } from '@jest/globals'
import { Kind, parse } from 'graphql'
import { inputPath } from './input-path.ts'

const document = parse(`
  query ($wanted: Int, $other: Int, $unused: Int) {
    invoices(filter: { status: [PAID], text: "$wanted" }, first: $other) {
      nodes { lineItems(input: { lines: [{ a: 1 }, { list: [0, { quantity: $wanted }] }] }) { id } }
    }
  }`)

const pathOf = (name: string) =>
  inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === name)

test('a node below arguments is named by them, by fields and by places in lists', () => {
  expect(pathOf('wanted')).toBe('input.lines[1].list[1].quantity')
  expect(pathOf('other')).toBe('first')
  expect(inputPath(document, (node) => node.kind === Kind.ENUM)).toBe('filter.status[0]')
})

test('a node outside of arguments has no path', () => {
  expect(pathOf('unused')).toBeUndefined()
  expect(inputPath(document, (node) => node.kind === Kind.FIELD)).toBeUndefined()
})
