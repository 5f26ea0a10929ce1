import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'

export type Outcome = { status: number; errors: string[]; closes: boolean }

type Target = { url: string; token: string }

const list = '{ invoices(first: 1) { totalCount } }'
const create =
  'mutation ($key: String!, $input: CreateInvoiceInput!) ' +
  '{ createInvoice(idempotencyKey: $key, input: $input) { id } }'
const input = {
  vendorId: 'V-1',
  customerId: 'C-1',
  customerName: 'Padma Traders',
  invoiceDate: '2026-11-01',
  dueDate: '2026-12-01',
  lineItems: [{ description: 'Cement', unit: 'bag', quantity: '10', unitPrice: '1000.00' }],
}

/** The body of a request that lists invoices, or that creates one. */
export const listing = (): string => JSON.stringify({ query: list })
export const creating = (): string =>
  JSON.stringify({ query: create, variables: { key: randomUUID(), input } })

/** Sends a request. Status 0 means that its connection ended without a response. */
export const send = ({ url, token }: Target, body: string, agent: Agent): Promise<Outcome> =>
  new Promise((resolve) => {
    const fail = ({ message }: Error) => resolve({ status: 0, errors: [message], closes: true })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent, headers }, async (response) => {
      let text = ''
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => {
        text += chunk
      })
      response.on('end', () => {
        const status = response.statusCode ?? 0
        const closes = response.headers.connection === 'close'
        resolve({ status, errors: status === 200 ? errorsIn(text) : [text], closes })
      })
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })

const errorsIn = (text: string): string[] =>
  ((JSON.parse(text) as { errors?: { message: string }[] }).errors ?? []).map(({ message }) => message)

export type Load = {
  /** Resolves when as many more requests have had a response. */
  waitFor(responses: number): Promise<void>
  /** Stops sending, and returns the outcome of every request that was sent. */
  stop(): Promise<Outcome[]>
}

/** On a machine that is too slow for the rate more would wait, until a store is too slow for the deadlines. */
const maxInFlight = 20

/**
 * Sends requests at a rate, whether or not those before have had a response, but with a limit to how many
 * wait for one. Every tenth creates an invoice, the others list them. Half of them use connections that
 * are kept, the other half a new one each.
 */
export const startLoad = (target: Target, perSecond: number): Load => {
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: false })] as const
  const running: Promise<Outcome>[] = []
  let answered = 0
  let watchers: (() => void)[] = []
  const startedMs = performance.now()
  const sendDue = (): void => {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * perSecond)
    while (running.length < due && running.length - answered < maxInFlight) {
      const index = running.length
      const agent = agents[index % 2 === 0 ? 0 : 1]
      const outcome = send(target, index % 10 === 0 ? creating() : listing(), agent)
      running.push(outcome)
      void outcome.then(() => {
        answered++
        for (const watcher of watchers) watcher()
      })
    }
  }
  const timer = setInterval(sendDue, 5)
  return {
    async waitFor(responses) {
      const enough = answered + responses
      await new Promise<void>((resolve) => {
        watchers.push(() => answered >= enough && resolve())
      })
      watchers = []
    },
    async stop() {
      clearInterval(timer)
      const outcomes = await Promise.all(running)
      for (const agent of agents) agent.destroy()
      return outcomes
    },
  }
}
