import { expect, test } from '@jest/globals'
import { evaluate } from './cloud-formation.ts'

test('Fn::Select, Fn::Split and Fn::Sub put the first item of a list into a text', () => {
  const first = { 'Fn::Select': [0, { 'Fn::Split': [',', 'https://a.example, https://b.example'] }] }
  expect(
    evaluate({ header: { 'Fn::Sub': [`'\${Origin}' of \${Other}`, { Origin: first }] }, plain: 'x' }),
  ).toEqual({
    header: `'https://a.example' of \${Other}`,
    plain: 'x',
  })
})

test('other functions and plain values stay as they are', () => {
  const property = { RestApiId: { Ref: 'ApiGatewayRestApi' }, list: [1, null] }
  expect(evaluate(property)).toEqual(property)
})
