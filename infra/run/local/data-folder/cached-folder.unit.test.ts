import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { cachedFolder } from './cached-folder.ts'

let root: string
const saved = process.env.XDG_CACHE_HOME

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'finance-cache-'))
  process.env.XDG_CACHE_HOME = join(root, 'cache')
})
afterEach(() => {
  if (saved === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = saved
  rmSync(root, { recursive: true, force: true })
})

const parts = () => ({ name: 'parts-1.0', fallback: join(root, 'fallback') })

const write =
  (text: string) =>
  async (draft: string): Promise<void> =>
    writeFileSync(join(draft, 'part'), text)

test('a folder is filled once', async () => {
  const folder = await cachedFolder(parts(), write('first'))
  expect(folder).toBe(join(root, 'cache/finance-service/parts-1.0'))
  expect(await cachedFolder(parts(), write('second'))).toBe(folder)
  expect(readFileSync(join(folder, 'part'), 'utf8')).toBe('first')
})

test('a folder that could not be filled is not there', async () => {
  const failing = async (draft: string) => {
    await write('half')(draft)
    throw new Error('no network')
  }
  await expect(cachedFolder(parts(), failing)).rejects.toThrow('no network')
  expect(readdirSync(join(root, 'cache/finance-service'))).toEqual([])
})

test('it is in the other folder when the cache cannot be written', async () => {
  writeFileSync(join(root, 'cache'), 'a file where the folder should be')
  expect(await cachedFolder(parts(), write('part'))).toBe(join(root, 'fallback/parts-1.0'))
})

test('a cache and another folder that cannot be written are an error', async () => {
  writeFileSync(join(root, 'cache'), '')
  writeFileSync(join(root, 'fallback'), '')
  await expect(cachedFolder(parts(), write('part'))).rejects.toMatchObject({ code: 'DATA_DIR_NOT_WRITABLE' })
})
