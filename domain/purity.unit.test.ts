import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const rules = sources.filter((name) => !name.endsWith('.test.ts') && !name.startsWith('testing'))
const textOf = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

test('the rules use no clock, no randomness, no environment and no binary fractions', () => {
  const impure =
    /Date\.now|new Date\(\)|Math\.random|crypto|process\.|globalThis|parseFloat|toFixed|\bfetch\(|setTimeout/
  expect(rules.filter((name) => impure.test(textOf(name)))).toEqual([])
})

test('the rules import nothing from outside the domain', () => {
  const outside = /^(?:import|export|\}).* from '(?!\.{1,2}\/)/m
  expect(rules.filter((name) => outside.test(textOf(name)))).toEqual([])
})

test('every file of the domain has fewer than 200 lines', () => {
  expect(sources.filter((name) => textOf(name).split('\n').length > 200)).toEqual([])
})
