import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  type DescribeStacksOutput,
} from '@aws-sdk/client-cloudformation'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { type Moto, startMoto } from '../moto/server.ts'
import { awsToolsTest } from '../moto/testing/aws-tools.ts'
import { linkSources } from '../package.ts'
import { reuseZips } from '../reuse-zips.ts'
import { type Account, openAccount } from './account.ts'
import { type Deployed, deployStage } from './deploy.ts'
import { type DeployRequest, readStacks } from './preflight.ts'
import { removeStage } from './remove.ts'
import { runServerless } from './service.ts'
import { outputsOf, parameterOf } from './stack.ts'
import type { StackKind } from './stage.ts'
import { gatewayOf } from './testing/gateway.ts'

// moto is installed once, and starts slowly on a busy machine; osls packages every function.
jest.setTimeout(1_200_000)
const onMoto = await awsToolsTest()

const region = 'ap-southeast-1'
const folder = mkdtempSync(join(tmpdir(), 'finance-deploy-'))
/** osls writes beside serverless.yml, where another test may run it at the same time. */
const sources = join(folder, 'sources')
const packageFile = join(folder, 'eventstore.deb')
const content = 'not the package of EventStoreDB'
const testPackage = {
  name: 'eventstore.deb',
  url: 'http://127.0.0.1:1/',
  sha256: createHash('sha256').update(content).digest('hex'),
}

const outerEnvironment = { ...process.env }
let moto: Moto
let account: Account

beforeAll(async () => {
  writeFileSync(packageFile, content)
  linkSources(resolve(import.meta.dirname, '../../../..'), sources)
  moto = await startMoto()
  process.env.AWS_ENDPOINT_URL = moto.url
  process.env.AWS_ACCESS_KEY_ID = 'test'
  process.env.AWS_SECRET_ACCESS_KEY = 'test'
  account = {
    ...openAccount(region),
    // moto runs no functions here, and does not know what an account may run at a time.
    invoke: async (name) =>
      name.endsWith('-migrate')
        ? { done: true, applied: [], pending: [], tenants: ['acme'] }
        : { created: 1, pending: [] },
    readUnreservedConcurrency: async () => 1_000,
    readReservedConcurrency: async () => 0,
  }
})
afterAll(async () => {
  process.env = outerEnvironment
  await moto?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * With `functions: 'kept'` osls does not deploy all functions again, which takes long. It bundles them only
 * in the first deployment.
 */
const deploy = async (
  request: DeployRequest & { functions?: 'kept'; from?: Account },
): Promise<Deployed & { lines: string[] }> => {
  const lines: string[] = []
  const deployed = await deployStage(request.from ?? account, request, {
    progress: (line) => lines.push(line),
    packageFile,
    package: testPackage,
    pace: { pollMs: 20, silenceMs: 30_000 },
    deployService: async (target) => {
      if (request.functions === 'kept') return
      await runServerless('deploy', target, sources)
      reuseZips(sources, join(sources, '.serverless'))
    },
  })
  return { ...deployed, lines }
}

/** The account, but the creation of this stack counts as failed until the stack is deleted. */
const withFailedCreation = (name: string): Account => {
  let isDeleted = false
  const send = async (command: Parameters<CloudFormationClient['send']>[0]): Promise<unknown> => {
    if (command instanceof DeleteStackCommand && command.input.StackName === name) isDeleted = true
    const output = await account.cloudFormation.send(command)
    if (isDeleted || !(command instanceof DescribeStacksCommand) || command.input.StackName !== name)
      return output
    const { Stacks = [] } = output as DescribeStacksOutput
    return { Stacks: Stacks.map((stack) => ({ ...stack, StackStatus: 'ROLLBACK_COMPLETE' })) }
  }
  return { ...account, cloudFormation: { send } as unknown as CloudFormationClient }
}

/** Returns the value that a parameter of a stack has. */
const parameterIn = async (stage: string, kind: StackKind, key: string): Promise<string | undefined> =>
  parameterOf((await readStacks(account, stage)).get(kind), key)

const remove = (stage: string, withStores: boolean): Promise<void> =>
  removeStage(account, stage, {
    withStores,
    removeService: (target) => runServerless('remove', target, sources),
    progress: () => undefined,
    pace: { pollMs: 20, silenceMs: 30_000 },
  })

/** Returns the settings that the machines of the event store find in the bucket of the stage. */
const nodeSettings = async (stage: string): Promise<string> => {
  const { Artifacts } = outputsOf((await readStacks(account, stage)).get('network'))
  const object = await account.s3.send(
    new GetObjectCommand({ Bucket: Artifacts, Key: 'event-store/settings.env' }),
  )
  return (await object.Body?.transformToString()) ?? ''
}

const stacksOf = async (stage: string): Promise<string[]> =>
  [...(await readStacks(account, stage)).keys()].sort()

const storesOf: Record<string, string[]> = {
  small: ['event-store', 'event-store-1', 'network', 'secrets', 'stores'],
  production: [
    ...['event-store', 'event-store-1', 'event-store-2', 'event-store-3'],
    ...['kafka-topic', 'network', 'secrets', 'stores'],
  ],
}

onMoto.each([
  ['shop', 'small'],
  ['prod', 'production'],
])('the stage %s of the size %s is deployed, deployed again, changed, and removed', async (stage, size) => {
  const stores = storesOf[size] ?? []
  const all = [...stores, 'alarms', 'service', 'store-alarms'].sort()
  // moto compares the number of partitions with its text, and so takes that stack as changed each time.
  const changedStacks = (lines: string[]) =>
    lines.filter((line) => /: (creating|updating)$/.test(line) && !line.includes('-kafka-topic'))

  const first = await deploy({ stage, size, alarmEmail: 'operations@example.com' })
  const endpoint = expect.stringMatching(new RegExp(`^https://.*/${stage}/graphql$`))
  expect(first).toMatchObject({ size, endpoint })
  expect(first.lines).toContain(`finance-${stage}-api-key: 1 API keys made`)
  expect(await stacksOf(stage)).toEqual(all)
  const settings = await nodeSettings(stage)
  expect(settings).toContain(`PACKAGE_SHA256='${testPackage.sha256}'`)
  expect(settings).toContain('BEGIN CERTIFICATE')
  expect(settings).not.toMatch(/PRIVATE KEY|password/i)
  const gateway = gatewayOf(account.apiGateway, stage)
  const before = await gateway.readStage()
  expect(before.methodSettings?.['*/*']).toMatchObject({ throttlingRateLimit: 1000 })
  expect(before).toMatchObject({ tracingEnabled: true, accessLogSettings: { format: expect.any(String) } })

  // osls takes the same way in both sizes, so it deploys again in one of them.
  const functions = size === 'small' ? {} : ({ functions: 'kept' } as const)
  const again = await deploy({ stage, ...functions })
  expect(changedStacks(again.lines)).toEqual([])
  expect(await gateway.readStage()).toEqual(before)

  // The gateway responses contain the origin, so the API needs a new deployment, on the stage that exists.
  process.env.CORS_ORIGIN = 'https://erp.example.com'
  const changed = await deploy({ stage, alarmEmail: 'night@example.com', ...functions })
  delete process.env.CORS_ORIGIN
  expect(changed.lines.find((line) => line.startsWith('From the environment'))).toContain('CORS_ORIGIN')
  expect(changedStacks(changed.lines)).toEqual([`finance-${stage}-alarms: updating`])
  const after = await gateway.readStage()
  if (size === 'small') expect(after.deploymentId).not.toBe(before.deploymentId)
  expect(after).toEqual({ ...before, deploymentId: after.deploymentId })

  const machines = await parameterIn(stage, 'store-alarms', 'EventStoreNodes')
  const from = withFailedCreation(`finance-${stage}-event-store-1`)
  const remade = await deploy({ stage, functions: 'kept', from })
  expect(remade.lines).toContain(
    `finance-${stage}-event-store-1: its creation failed before, so it is deleted first`,
  )
  expect(await parameterIn(stage, 'event-store-1', 'DeletionProtection')).toBe('true')
  const remadeMachines = await parameterIn(stage, 'store-alarms', 'EventStoreNodes')
  expect(remadeMachines).toMatch(/^i-[0-9a-f]+(,i-[0-9a-f]+,i-[0-9a-f]+)?$/)
  expect(remadeMachines).not.toBe(machines)

  await gateway.addDetachedPlanAndKey()
  await deploy({ stage, functions: 'kept' })
  expect((await gateway.readPlan())?.apiStages).toHaveLength(1)
  await remove(stage, false)
  expect((await gateway.readPlan())?.apiStages).toEqual([])
  expect(await gateway.keyNames()).toContain(`finance-${stage}-usage-of-tenant-acme`)
  expect(await stacksOf(stage)).toEqual(stores)
  await remove(stage, true)
  expect(await stacksOf(stage)).toEqual([])
  expect(await gateway.keyNames()).not.toContain(`finance-${stage}-usage-of-tenant-acme`)
})
