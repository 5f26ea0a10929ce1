import { describe, expect, test } from '@jest/globals'
import { interpolate, ManifestError, type Sources } from './interpolation.ts'

const document = {
  custom: {
    stages: { local: 'here', prod: 'there' },
    list: [1, 2],
    loop: `\${self:custom.loop}`,
    name: `\${env:NAME, 'nobody'}`,
    mutual: { a: { b: `\${self:custom.mutual.c}`, d: 7 }, c: `\${self:custom.mutual.a.d}` },
    included: `\${file(a/\${param:size, 'small'}.yml)}`,
  },
}
const sources: Sources = {
  env: { NAME: 'acme', EMPTY: '' },
  opt: { stage: 'local' },
  param: { size: 'host' },
  document,
  file: (path) => ({ from: path, inner: `\${env:NAME}` }),
}

/** The texts have # for $, because a template literal would read `${` as its own placeholder. */
const resolve = (text: string): unknown => interpolate(text.replaceAll('#', '$'), sources)

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
    ['#{self:custom.included.inner}', 'acme'],
    ['#{self:custom.mutual.a.b}', 7],
    ['#{self:custom.included.from}', 'a/host.yml'],
    ['#{param:size, 5}', 'host'],
    ['#{param:stage, 5}', 5],
    ['#{env:MISSING, 5}', 5],
    ['#{file(a/b.yml):inner}', 'acme'],
    ['#{file(a/b.yml)}', { from: 'a/b.yml', inner: 'acme' }],
    ['arn:#{AWS::Region}:#{Bucket.Arn}', 'arn:#{AWS::Region}:#{Bucket.Arn}'.replaceAll('#', '$')],
  ])('%s', (text, value) => expect(resolve(text)).toEqual(value))

  test('is resolved inside lists and objects', () =>
    expect(interpolate({ a: [`\${env:NAME}`], b: null, c: 1 }, sources)).toEqual({
      a: ['acme'],
      b: null,
      c: 1,
    }))
})

describe('a variable that cannot be resolved is an error', () => {
  test.each([
    ['#{env:MISSING}', /\{env:MISSING\} has no value/],
    ['#{env:EMPTY}', /\{env:EMPTY\} has no value/],
    ['#{ssm:/a/b}', /ssm:\/a\/b.* does not resolve/],
    ['#{sls:instanceId}', /only sls:stage is/],
    ['#{self:custom.loop}', /refers to itself/],
    ['#{env:NAME', /without a closing \}/],
  ])('%s', (text, message) => {
    expect(() => resolve(text)).toThrow(ManifestError)
    expect(() => resolve(text)).toThrow(message)
  })
})
