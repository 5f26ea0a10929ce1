import { messageWithCauses } from '../../process/command-line.ts'
import { live, type Stage } from './life.ts'
import type { SafeguardName } from './safeguards.ts'
import { openTheatre } from './stage.ts'
import { addTotals, noTotals, type Totals, totalsOf } from './totals.ts'

/** Lives to live, without a safeguard where one is named: `lives` of them, whose seeds begin with `seed`. */
export type Portion = { seed: number; lives: number; without: SafeguardName | undefined }

/** A life in which something is wrong. */
export type Failure = { seed: number; problems: string[]; trace: string[] }

/** What a worker says of a portion. It ends with the first life in which something is wrong. */
export type PortionReport = { totals: Totals; failure: Failure | undefined }

/** What a worker sends: that it waits for a portion, with its report of the last one; or why it ends. */
export type WorkerMessage = { report: PortionReport | undefined } | { error: string }

/** Lives portions of lives for the process that has started this one, until that closes the channel. */
const work = async (): Promise<void> => {
  const theatre = await openTheatre()
  const stages = new Map<string, Stage>()
  const stageFor = async (without: SafeguardName | undefined): Promise<Stage> => {
    const known = stages.get(without ?? '')
    if (known) return known
    const stage = await theatre.stageWithout(without)
    stages.set(without ?? '', stage)
    return stage
  }
  const portions = receivePortions()
  send({ report: undefined })
  for await (const portion of portions)
    send({ report: await livePortion(await stageFor(portion.without), portion) })
  await theatre.close()
}

const livePortion = async (stage: Stage, { seed, lives }: Portion): Promise<PortionReport> => {
  let totals = noTotals()
  for (let next = seed; next < seed + lives; next++) {
    const { problems, trace, ...life } = await live(stage, next)
    totals = addTotals(totals, totalsOf(life))
    if (problems.length > 0) return { totals, failure: { seed: next, problems, trace } }
  }
  return { totals, failure: undefined }
}

const send = (message: WorkerMessage): void => void process.send?.(message)

/** Yields each portion that is sent. Ends when the channel is closed. */
async function* receivePortions(): AsyncGenerator<Portion> {
  const received: (Portion | undefined)[] = []
  let wake: () => void = () => undefined
  const receive = (portion: Portion | undefined): void => {
    received.push(portion)
    wake()
  }
  process.on('message', receive)
  process.once('disconnect', () => receive(undefined))
  for (;;) {
    while (received.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    const portion = received.shift()
    if (!portion) return
    yield portion
  }
}

await work().catch((error: unknown) => {
  send({ error: messageWithCauses(error) })
  process.exitCode = 1
  process.disconnect?.()
})
