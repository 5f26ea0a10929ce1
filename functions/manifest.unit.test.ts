import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

const shelves = ['http', 'commands', 'queries', 'projections', 'jobs', 'internal']

const manifest: { functions: Record<string, { handler: string }> } = parse(
  readFileSync(join(import.meta.dirname, '../serverless.yml'), 'utf8'),
  { merge: true },
)
const declared = Object.entries(manifest.functions).map(([key, { handler }]) => ({ key, handler }))

const foldersIn = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

const foldersOn = (shelf: string): string[] => foldersIn(join(import.meta.dirname, shelf))

/** A projection has the name of what it projects: projections/invoices is the function project-invoices. */
const keyOf = (shelf: string, folder: string): string =>
  shelf === 'projections' ? `project-${folder}` : folder

test.each(shelves)('every folder of functions/%s is a function of the manifest under its name', (shelf) => {
  const folders = foldersOn(shelf)
  const handlers = folders.map((folder) => ({
    key: keyOf(shelf, folder),
    handler: `functions/${shelf}/${folder}/handler.handler`,
  }))
  expect(folders.length).toBeGreaterThan(0)
  expect(declared).toEqual(expect.arrayContaining(handlers))
})

test('every function of the manifest has its folder on a shelf', () => {
  const handlers = shelves.flatMap((shelf) =>
    foldersOn(shelf).map((folder) => `functions/${shelf}/${folder}/handler.handler`),
  )
  // Two functions run the projection, each for versions of its own.
  expect([...new Set(declared.map(({ handler }) => handler))].sort()).toEqual(handlers.sort())
})

test.each(declared)('$key has a handler', ({ handler }) => {
  const folder = join(import.meta.dirname, '..', handler.slice(0, handler.lastIndexOf('/')))
  expect(readdirSync(folder)).toContain('handler.ts')
})

test('beside the shelves there are only the rooms that they share', () => {
  const rooms = ['contract', 'write-model', 'read-model', 'behaviour']
  expect(foldersIn(import.meta.dirname)).toEqual([...shelves, ...rooms].sort())
})
