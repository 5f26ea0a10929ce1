import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { reuseZips } from './reuse-zips.ts'

const root = resolve(import.meta.dirname, '../../..')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder with a file. */
const folderWith = (name: string, content: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-reuse-'))
  folders.push(folder)
  writeFileSync(join(folder, name), content)
  return folder
}

test('the folder gets the zips, and a declaration that only does not bundle', () => {
  const declaration = readFileSync(join(root, 'serverless.yml'), 'utf8')
  const folder = folderWith('serverless.yml', declaration)
  reuseZips(folder, folderWith('invoice.zip', 'the zip'))
  expect(readFileSync(join(folder, '.serverless/invoice.zip'), 'utf8')).toBe('the zip')
  const before = parse(declaration, { merge: true })
  const after = parse(readFileSync(join(folder, 'serverless.yml'), 'utf8'), { merge: true })
  expect(after.custom.esbuild).toEqual({ skipBuild: true })
  expect({ ...after, custom: { ...after.custom, esbuild: before.custom.esbuild } }).toEqual(before)
})

test('a declaration that would bundle all the same is refused', () => {
  const folder = folderWith('serverless.yml', 'service: finance\n')
  expect(() => reuseZips(folder, folder)).toThrow('has no settings of esbuild to replace')
})
