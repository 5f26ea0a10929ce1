import type { Stack, StackStatus } from '@aws-sdk/client-cloudformation'
import { afterEach, expect, test } from '@jest/globals'
import type { Account } from './account.ts'
import { checkReady, type NotReady } from './preflight.ts'

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

type Situation = { stacks?: Partial<Stack>[]; concurrency?: number; credentials?: boolean }

/** An account whose services answer as those of AWS do. */
const accountIn = ({ stacks = [], concurrency = 1_000, credentials = true }: Situation): Account =>
  ({
    region: 'ap-southeast-1',
    readUnreservedConcurrency: async () => concurrency,
    readReservedConcurrency: async () => 0,
    sts: {
      send: async () => {
        if (!credentials) throw new Error('Could not load credentials from any providers')
        return { Account: '123456789012' }
      },
    },
    cloudFormation: {
      send: async ({ input }: { input: { StackName: string } }) => {
        const found = stacks.find(({ StackName }) => StackName === input.StackName)
        if (found !== undefined) return { Stacks: [{ StackStatus: 'CREATE_COMPLETE', ...found }] }
        throw Object.assign(new Error(`Stack with id ${input.StackName} does not exist`), {
          name: 'ValidationError',
        })
      },
    },
  }) as unknown as Account

const parameter = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue })
const smallStage = [
  { StackName: 'finance-prod-network', Parameters: [parameter('Size', 'small')] },
  { StackName: 'finance-prod-alarms', Parameters: [parameter('AlarmEmail', 'a@example.com')] },
]

const problems = async (situation: Situation, request = {}): Promise<readonly string[]> => {
  try {
    await checkReady(accountIn(situation), { stage: 'prod', ...request })
    return []
  } catch (error) {
    return (error as NotReady).problems
  }
}

test('a new stage needs a size and an address for alarms, and all is named at once', async () => {
  expect(await problems({}, { stage: 'Prod_1', alarmEmail: 'nobody' })).toEqual([
    expect.stringContaining('--stage:'),
    expect.stringContaining('--size: small or production'),
    expect.stringContaining('--alarm-email:'),
  ])
  expect(await problems({}, { size: 'small', alarmEmail: 'a@example.com' })).toEqual([])
})

test('an existing stage keeps its size and its address', async () => {
  const state = await checkReady(accountIn({ stacks: smallStage }), { stage: 'prod' })
  expect(state).toMatchObject({ size: 'small', alarmEmail: 'a@example.com', account: '123456789012' })
  expect(await problems({ stacks: smallStage }, { size: 'production' })).toEqual([
    expect.stringContaining('this stage is small'),
  ])
})

test('a stage whose network could not be made may get another size', async () => {
  const [network] = smallStage
  const stacks = [{ ...network, StackStatus: 'ROLLBACK_COMPLETE' as const }]
  const request = { size: 'production', alarmEmail: 'a@example.com' }
  expect(await problems({ stacks }, request)).toEqual([])
})

test('an address that the template must not contain is named', async () => {
  process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://admin:hush@store:2113'
  expect(await problems({ stacks: smallStage })).toEqual([
    expect.stringContaining('EVENTSTORE_CONNECTION_STRING contains credentials'),
  ])
})

test('without credentials it says so', async () => {
  expect(await problems({ credentials: false })).toEqual([
    expect.stringContaining('credentials: AWS accepts none in ap-southeast-1 (Could not load credentials'),
  ])
})

test.each<[StackStatus, string]>([
  ['UPDATE_IN_PROGRESS', 'wait until that deployment has ended'],
  ['UPDATE_ROLLBACK_FAILED', 'continue its rollback'],
  ['DELETE_FAILED', '--remove --with-stores'],
])('a stack that is %s is not touched', async (StackStatus, advice) => {
  const stacks = [...smallStage, { StackName: 'finance-prod-stores', StackStatus }]
  expect(await problems({ stacks })).toEqual([expect.stringContaining(advice)])
})

test.each([
  ['finance-prod', /--remove$/],
  ['finance-prod-alarms', /--remove$/],
  ['finance-prod-event-store-2', /delete-stack --stack-name finance-prod-event-store-2$/],
])('the deletion of %s is not finished by more than it needs', async (StackName, advice) => {
  const others = smallStage.filter((stack) => stack.StackName !== StackName)
  const stacks = [...others, { StackName, StackStatus: 'DELETE_FAILED' as const }]
  const found = await problems({ stacks }, { alarmEmail: 'a@example.com' })
  expect(found).toEqual([expect.stringMatching(advice)])
})

test('the concurrency of the account is checked for the size of the stage', async () => {
  expect(await problems({ stacks: smallStage, concurrency: 9 })).toEqual([
    expect.stringContaining('Lambda concurrency: 9'),
  ])
})

test.each(['network', 'secrets', 'event-store', 'stores', 'alarms'])(
  'the stage prod-%s would have the name of a stack of the stage prod',
  async (kind) => {
    const request = { stage: `prod-${kind}`, size: 'small', alarmEmail: 'a@example.com' }
    expect(await problems({}, request)).toEqual([expect.stringContaining(`-${kind}`)])
  },
)

test.each(['prod-', 'prod--eu', '1prod', 'a-name-of-21-letters-'])(
  '%s is not the name of a stage',
  async (stage) => {
    const request = { stage, size: 'small', alarmEmail: 'a@example.com' }
    expect(await problems({}, request)).toEqual([expect.stringContaining('single dashes')])
  },
)
