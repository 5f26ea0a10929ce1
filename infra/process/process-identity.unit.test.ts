import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { spawnedPid } from '../run/local/child-process/spawned-pid.ts'
import { processStart } from './process-identity.ts'

test('a running process keeps its start time', () => {
  const start = processStart(process.pid)
  expect(start).toMatch(/\d/)
  expect(processStart(process.pid)).toBe(start)
})

test('a process that has ended has no start time', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' })
  const pid = await spawnedPid(child)
  expect(processStart(pid)).toMatch(/\d/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(processStart(pid)).toBeUndefined()
})
