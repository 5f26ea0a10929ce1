import { expect, test } from '@jest/globals'
import { evaluated } from './cloud-formation.ts'

test('the first of a list is put into a text', () => {
  const first = { 'Fn::Select': [0, { 'Fn::Split': [',', 'https://a.example, https://b.example'] }] }
  expect(
    evaluated({ header: { 'Fn::Sub': [`'\${Origin}' of \${Other}`, { Origin: first }] }, plain: 'x' }),
  ).toEqual({
    header: `'https://a.example' of \${Other}`,
    plain: 'x',
  })
})

test('what is no function of these stays as it is', () => {
  const property = { RestApiId: { Ref: 'ApiGatewayRestApi' }, list: [1, null] }
  expect(evaluated(property)).toEqual(property)
})
