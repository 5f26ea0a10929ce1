import { describe, expect, test } from '@jest/globals'
import { interpolate, ManifestError, type Sources } from './interpolation.ts'

const document = {
  custom: {
    stages: { local: 'here', prod: 'there' },
    list: [1, 2],
    loop: `\${self:custom.loop}`,
    name: `\${env:NAME, 'nobody'}`,
  },
}
const sources: Sources = {
  env: { NAME: 'acme', EMPTY: '' },
  opt: { stage: 'local' },
  document,
  file: (path) => ({ from: path, inner: `\${env:NAME}` }),
}

/** Written with # for $, which would otherwise be read as a template's placeholder. */
const resolved = (text: string): unknown => interpolate(text.replaceAll('#', '$'), sources)

describe('a variable', () => {
  test.each([
    ['#{env:NAME}', 'acme'],
    ["#{env:EMPTY, 'x'}", 'x'],
    ["#{env:EMPTY, ''}", ''],
    ["#{env:EMPTY, 'finance-service-group'}-project-invoices", 'finance-service-group-project-invoices'],
    ["#{env:MISSING, 'x, y'}", 'x, y'],
    ["#{env:MISSING, env:NAME, 'z'}", 'acme'],
    ["a-#{env:NAME}-#{opt:region, 'eu'}", 'a-acme-eu'],
    ['#{self:custom.list}', [1, 2]],
    ['#{self:custom.stages.#{sls:stage}}', 'here'],
    ["#{opt:nothing, #{env:MISSING, 'inner'}}", 'inner'],
    ['#{self:custom.name}', 'acme'],
    ['#{env:MISSING, 5}', 5],
    ['#{file(a/b.yml):inner}', 'acme'],
    ['#{file(a/b.yml)}', { from: 'a/b.yml', inner: 'acme' }],
    ['arn:#{AWS::Region}:#{Bucket.Arn}', 'arn:#{AWS::Region}:#{Bucket.Arn}'.replaceAll('#', '$')],
  ])('%s', (text, value) => expect(resolved(text)).toEqual(value))

  test('is resolved in lists and objects', () =>
    expect(interpolate({ a: [`\${env:NAME}`], b: null, c: 1 }, sources)).toEqual({
      a: ['acme'],
      b: null,
      c: 1,
    }))
})

describe('what cannot be resolved says so', () => {
  test.each([
    ['#{env:MISSING}', /\{env:MISSING\} has no value/],
    ['#{env:EMPTY}', /\{env:EMPTY\} has no value/],
    ['#{ssm:/a/b}', /ssm:\/a\/b.* does not resolve/],
    ['#{sls:instanceId}', /only sls:stage/],
    ['#{self:custom.loop}', /refers to itself/],
    ['#{env:NAME', /without its \}/],
  ])('%s', (text, message) => {
    expect(() => resolved(text)).toThrow(ManifestError)
    expect(() => resolved(text)).toThrow(message)
  })
})
