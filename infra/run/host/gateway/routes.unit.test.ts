import { expect, test } from '@jest/globals'
import type { Manifest } from '../manifest.ts'
import { createRouter } from './routes.ts'

const paths = ['/files/{path+}', '/files/{id}', '/files/list', '/']
const functions = new Map(
  paths.map((path, index) => [`f${index}`, { key: `f${index}`, routes: [{ method: 'GET', path }] }]),
)
const findResource = createRouter({ functions } as unknown as Manifest)

test.each([
  ['/files/list', '/files/list', null],
  ['/files/7', '/files/{id}', { id: '7' }],
  ['/files/a/b.pdf', '/files/{path+}', { path: 'a/b.pdf' }],
  ['/files/a%2Fb', '/files/{id}', { id: 'a/b' }],
  ['/files/list/more/', '/files/{path+}', { path: 'list/more' }],
  ['/', '/', null],
])('%s belongs to %s', (path, resource, pathParameters) => {
  expect(findResource(path)).toMatchObject({ resource, pathParameters })
})

test.each(['/files', '/other'])('%s belongs to no resource', (path) => {
  expect(findResource(path)).toBeUndefined()
})

test('a path that is not correctly encoded is an error', () => {
  expect(() => findResource('/files/%E0%A4')).toThrow(URIError)
})
