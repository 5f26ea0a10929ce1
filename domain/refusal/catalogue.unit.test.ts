import { describe, expect, test } from '@jest/globals'
import { refusals } from './catalogue.ts'
import { fillTemplate } from './template.ts'

describe('a template', () => {
  test('has its parameters filled in, lists with commas', () => {
    const params = { missing: ['name', 'address'], n: 2 }
    expect(fillTemplate('needs {missing}, {n} in all', params)).toBe('needs name, address, 2 in all')
    expect(fillTemplate('{text}', { text: 'a,b' })).toBe('a,b')
  })

  test('leaves a gap where a parameter is missing', () => {
    expect(fillTemplate('of {unknown}', {})).toBe('of ')
  })
})

test.each(Object.entries(refusals))(
  '%s has an example for each of its parameters, and makes a sentence',
  (code, { message, example }) => {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/)
    const names = [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(example).toSorted()).toEqual([...new Set(names)].toSorted())
    expect(fillTemplate(message, example)).toMatch(/^\S.{10,}[.]$/)
  },
)
