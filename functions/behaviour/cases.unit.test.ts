import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../..')

const sources = ['domain', 'functions', 'infra'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, room, file), 'utf8')),
)

/**
 * Names of tests: the first argument of test, describe, a table of either, or a function such as withKafka.
 */
const names = sources.flatMap((source) =>
  [...source.matchAll(/(?:\b(?:test|describe|with[A-Z]\w*)|[)\]])\(\s*(['"`])(.*?)\1/g)].map(
    ([, , name]) => name ?? '',
  ),
)

/** The case numbers that a name begins with: at most two digits and a letter, each followed by a blank. */
const caseNumbers = (name: string) => /^(?:\d{1,2}[a-z]? )+(?=\S)/.exec(name)?.[0].trim().split(' ') ?? []

/** The worked cases that names and rows of tables begin with, after their case numbers. */
const workedCases = sources.flatMap((source) =>
  [...source.matchAll(/['"`](?:\d{1,2}[a-z]? )*(case \d+[a-z]?):/g)].map(([, worked]) => worked ?? ''),
)

const legend = readFileSync(join(import.meta.dirname, 'cases.md'), 'utf8')
const lines = [...legend.matchAll(/^- ((?:case )?\d+[a-z]?): /gm)].map(([, number]) => number ?? '')

test('each case has one line', () => {
  expect(lines.filter((number, index) => lines.indexOf(number) !== index)).toEqual([])
})

test('every case in the name of a test has a line, and every line has a test', () => {
  const tested = new Set([...names.flatMap(caseNumbers), ...workedCases])
  expect([...tested].sort()).toEqual([...lines].sort())
})

test.each([
  ['26 cancelling an issued invoice', ['26']],
  ['33a 38 a credit after payment', ['33a', '38']],
  ['3 500 lines are accepted', ['3']],
  ['7 $step is finished', ['7']],
  ['31 %s', ['31']],
  ['cancelling 26 invoices', []],
])('the case numbers of "%s"', (name, numbers) => {
  expect(caseNumbers(name)).toEqual(numbers)
})
