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
import { type Account, openAccount } from './account.ts'
import { type Deployed, deployStage } from './deploy.ts'
import { type DeployRequest, readStacks } from './preflight.ts'
import { removeStage } from './remove.ts'
import { runServerless } from './service.ts'
import { outputsOf, parameterOf } from './stack.ts'
import type { StackKind } from './stage.ts'

// moto is installed once, and starts slowly on a busy machine; osls packages every function.
jest.setTimeout(600_000)
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
    invoke: async () => ({ done: true, applied: [], pending: [] }),
    readUnreservedConcurrency: async () => 1_000,
    readReservedConcurrency: async () => 0,
  }
})
afterAll(async () => {
  process.env = outerEnvironment
  await moto?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** With `functions: 'kept'` osls does not package and deploy all functions again, which takes long. */
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
      if (request.functions !== 'kept') await runServerless('deploy', target, sources)
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

onMoto(
  'a small stage is deployed, deployed again, changed, and removed without and with its stores',
  async () => {
    const first = await deploy({ stage: 'shop', size: 'small', alarmEmail: 'operations@example.com' })
    expect(first).toMatchObject({
      size: 'small',
      endpoint: expect.stringMatching(/^https:\/\/.*\/shop\/graphql$/),
    })
    expect(await stacksOf('shop')).toEqual([
      'alarms',
      'event-store',
      'event-store-1',
      'network',
      'secrets',
      'service',
      'store-alarms',
      'stores',
    ])

    const settings = await nodeSettings('shop')
    expect(settings).toContain(`PACKAGE_SHA256='${testPackage.sha256}'`)
    expect(settings).toContain('BEGIN CERTIFICATE')
    expect(settings).not.toMatch(/PRIVATE KEY|password/i)

    const again = await deploy({ stage: 'shop' })
    expect(again.lines.filter((line) => line.endsWith('no change')).length).toBe(7)

    const changed = await deploy({ stage: 'shop', alarmEmail: 'night@example.com', functions: 'kept' })
    expect(changed.lines).toContain('finance-shop-alarms: updating')
    expect(changed.lines.filter((line) => line.endsWith('no change')).length).toBe(6)

    const machine = await parameterIn('shop', 'store-alarms', 'EventStoreNodes')
    const from = withFailedCreation('finance-shop-event-store-1')
    const remade = await deploy({ stage: 'shop', functions: 'kept', from })
    expect(remade.lines).toContain(
      'finance-shop-event-store-1: its creation failed before, so it is deleted first',
    )
    expect(await parameterIn('shop', 'event-store-1', 'DeletionProtection')).toBe('true')
    expect(await parameterIn('shop', 'store-alarms', 'EventStoreNodes')).toMatch(/^i-[0-9a-f]+$/)
    expect(await parameterIn('shop', 'store-alarms', 'EventStoreNodes')).not.toBe(machine)

    await remove('shop', false)
    expect(await stacksOf('shop')).toEqual(['event-store', 'event-store-1', 'network', 'secrets', 'stores'])
    await remove('shop', true)
    expect(await stacksOf('shop')).toEqual([])
  },
)

onMoto('a production stage is deployed beside another and removed', async () => {
  await deploy({ stage: 'prod', size: 'production', alarmEmail: 'operations@example.com' })
  expect(await stacksOf('prod')).toEqual([
    'alarms',
    'event-store',
    'event-store-1',
    'event-store-2',
    'event-store-3',
    'kafka-topic',
    'network',
    'secrets',
    'service',
    'store-alarms',
    'stores',
  ])
  await remove('prod', true)
  expect(await stacksOf('prod')).toEqual([])
})
