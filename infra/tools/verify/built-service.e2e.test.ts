import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  type BuiltProcess,
  type BuiltService,
  buildService,
  startBuilt,
} from '../../run/local/testing/built-service.ts'
import { runTool } from '../testing/run-tool.ts'

let service: BuiltService
let built: BuiltProcess
beforeAll(async () => {
  service = await buildService()
  built = await startBuilt(service)
}, 120_000)
afterAll(async () => {
  built.child.kill('SIGTERM')
  await built.exited
  await service.stop()
}, 60_000)

test('the service that npm run build makes has all it needs, also to print', async () => {
  const token = await service.registerTenant(built.url)

  const verified = await runTool('verify/verify-command.ts', [built.url], { VERIFY_TOKEN: token })

  expect(verified.stdout).toMatch(/^ok {11}document {12}the draft was printed as PDF$/m)
  expect(verified.stdout).not.toMatch(/^FAILED/m)
  expect(verified.code).toBe(0)
}, 120_000)
