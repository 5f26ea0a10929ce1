import { expect, test } from '@jest/globals'
import { Kind, parse } from 'graphql'
import { inputPath } from './input-path.ts'

const document = parse(`
  query ($wanted: Int, $other: Int, $unused: Int) {
    invoices(filter: { status: [PAID], text: "$wanted" }, first: $other) {
      nodes { lineItems(input: { lines: [{ a: 1 }, { list: [0, { quantity: $wanted }] }] }) { id } }
    }
  }`)

const pathOfVariable = (name: string) =>
  inputPath(document, (node) => node.kind === Kind.VARIABLE && node.name.value === name)

test('the path of a node consists of its argument, its fields and its indexes in lists', () => {
  expect(pathOfVariable('wanted')).toBe('input.lines[1].list[1].quantity')
  expect(pathOfVariable('other')).toBe('first')
  expect(inputPath(document, (node) => node.kind === Kind.ENUM)).toBe('filter.status[0]')
})

test('a node outside of arguments has no path', () => {
  expect(pathOfVariable('unused')).toBeUndefined()
  expect(inputPath(document, (node) => node.kind === Kind.FIELD)).toBeUndefined()
})
