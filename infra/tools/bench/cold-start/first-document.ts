import { randomUUID } from 'node:crypto'
import type { ExecutionEnvironment } from '../../../run/aws/emulator/execution-environment.ts'
import { type SampleEvent, sampleEvent } from '../../../run/aws/emulator/sample-events.ts'
import type { AwsEmulator } from '../../../run/aws/emulator/start.ts'
import { atMost, type Figure, milliseconds } from '../figure.ts'
import { median } from '../quantile.ts'
import { approveInvoice, createInvoice, tenantId } from '../requests.ts'
import type { Service } from '../service.ts'
import { time } from '../time.ts'

type Options = {
  emulator: AwsEmulator
  caller: Parameters<typeof sampleEvent>[1]
  rounds: number
  timeoutSeconds: number
}

/**
 * Measures the time from the start of the process of `documents` to its first printed invoice, with typst and
 * its fonts loaded, under Amazon's runtime of Lambda.
 * @throws Error when it prints none
 */
export const measureFirstDocument = async (service: Service, options: Options): Promise<Figure> => {
  const { emulator, caller, rounds, timeoutSeconds } = options
  const execute = await service.clientFor('admin', tenantId)
  const { id } = await createInvoice(execute)
  await approveInvoice(execute, id)
  const firstMs: number[] = []
  const nextMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const environment = await emulator.start('documents', { timeoutSeconds })
    try {
      const print = () => printInvoice(environment, { ...sampleEvent('documents', caller), id })
      firstMs.push((await time(print)).tookMs)
      nextMs.push((await time(print)).tookMs)
    } finally {
      await environment.stop()
    }
  }
  return atMost(
    'first document of a new environment',
    { measured: median(firstMs), bound: 3000, unit: milliseconds },
    `the next ${milliseconds(median(nextMs))}`,
  )
}

const printInvoice = async (
  environment: ExecutionEnvironment,
  { event, id }: SampleEvent & { id: string },
): Promise<void> => {
  const payload = JSON.stringify({ ...(event as object), pathParameters: { id } })
  const outcome = await environment.invoke(payload, randomUUID())
  const { statusCode, body = '' } = 'result' in outcome ? JSON.parse(outcome.result) : {}
  if (statusCode !== 200 || !Buffer.from(body, 'base64').toString('latin1', 0, 5).startsWith('%PDF-'))
    throw new Error(`The function documents printed no invoice: ${JSON.stringify(outcome).slice(0, 500)}`)
}
