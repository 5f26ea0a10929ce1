import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const program = join(import.meta.dirname, 'testing/print-loaded.ts')
const root = '1-5759e988-bd862e3fe1be46a994272793'

/** The files of the X-Ray SDK that a new process loads for one invocation. */
const loadedFor = async (environment: Record<string, string>): Promise<string[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env: environment })
  return JSON.parse(stdout)
}
const daemon = { AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000' }
const headerOf = (sampled: 0 | 1) => ({
  _X_AMZN_TRACE_ID: `Root=${root};Parent=53995c3f42cd8ad8;Sampled=${sampled}`,
})

test.each([
  ['outside Lambda', {}],
  ['when the invocation is not sampled', { ...daemon, ...headerOf(0) }],
  ['without a daemon', headerOf(1)],
])('nothing of the X-Ray SDK is loaded %s', async (_, environment) => {
  expect(await loadedFor(environment)).toEqual([])
})

test('a sampled invocation loads only what makes documents, and nothing that watches promises', async () => {
  const loaded = await loadedFor({ ...daemon, ...headerOf(1) })
  expect(loaded).toContainEqual(expect.stringMatching(/segments\/attributes\/subsegment\.js$/))
  expect(loaded.filter((path) => /context_utils|patchers|sampling/.test(path))).toEqual([])
})
