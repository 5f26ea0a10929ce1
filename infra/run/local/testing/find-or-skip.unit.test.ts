import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { StartError } from '../child-process/start-error.ts'
import { findOrSkip } from './find-or-skip.ts'

const before = process.env.CI
let written: string[]

beforeEach(() => {
  written = []
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
})
afterEach(() => {
  jest.restoreAllMocks()
  if (before === undefined) delete process.env.CI
  else process.env.CI = before
})

const absent = new StartError('REDIS_NEEDS_SERVER', 'redis-server is not on the PATH')

const find = (error?: Error) =>
  findOrSkip({
    otherwise: 'no Redis can be started here',
    absenceCodes: ['REDIS_NEEDS_SERVER'],
    find: async () => {
      if (error) throw error
      return 'the tool'
    },
  })

test('a tool that is there is returned, and nothing is written', async () => {
  expect(await find()).toBe('the tool')
  expect(written).toEqual([])
})

test('where a tool is absent, one line says why its tests are skipped', async () => {
  delete process.env.CI
  expect(await find(absent)).toBeUndefined()
  expect(written).toEqual([
    'Skipped, because no Redis can be started here: redis-server is not on the PATH\n',
  ])
})

test('with CI=true an absent tool fails the tests', async () => {
  process.env.CI = 'true'
  await expect(find(absent)).rejects.toBe(absent)
  expect(written).toEqual([])
})

test.each([new StartError('DATA_DIR_FULL', 'full'), new Error('a defect')])(
  'another error than absence fails the tests: %s',
  async (error) => {
    delete process.env.CI
    await expect(find(error)).rejects.toBe(error)
  },
)
