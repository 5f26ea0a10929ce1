import type { Sent } from './clients.ts'
import { decidesDocument, effects } from './commands.ts'

/** Something that is wrong, and where. */
export type Finding = { kind: 'lost' | 'doubled' | 'gap' | 'row' | 'other'; where: string; what: string }

/** An event as the accounts see it. `name` is the correlation id: the command that caused it. */
export type Effect = { name: string; stream: string; type: string; number?: string | undefined }

/** What the streams have of each command, compared with what its client was told. */
export type Accounts = {
  /** Adds events; those of commands that were settled before are looked at again. */
  add(effects: readonly Effect[]): void
  /** Adds commands, and returns what is wrong with them and with those that have new events. */
  settle(sent: readonly Sent[]): Finding[]
  /** Commands that took effect by an earlier attempt after a later one was refused. */
  late(): readonly string[]
}

/** Per stream and type: how many events. */
type Counts = Map<string, { stream: string; type: string; count: number; number: string | undefined }>

export const openAccounts = (): Accounts => {
  const byName = new Map<string, Counts>()
  const told = new Map<string, Sent>()
  const touched = new Set<string>()
  const late = new Set<string>()
  return {
    add: (added) => {
      for (const { name, stream, type, number } of added) {
        const counts: Counts = byName.get(name) ?? new Map()
        byName.set(name, counts)
        const key = `${stream} ${type}`
        const before = counts.get(key)?.count ?? 0
        counts.set(key, { stream, type, count: before + 1, number })
        touched.add(name)
      }
    },
    settle: (sent) => {
      for (const one of sent) {
        told.set(one.command.name, one)
        touched.add(one.command.name)
      }
      const findings = [...touched].flatMap((name) => {
        const one = told.get(name)
        return one ? compare(one, byName.get(name) ?? new Map(), late) : []
      })
      touched.clear()
      return findings
    },
    late: () => [...late],
  }
}

const compare = (sent: Sent, counts: Counts, late: Set<string>): Finding[] => {
  const { command, answer } = sent
  const all = [...counts.values()]
  const decisive = all.filter(({ type, stream }) => isDecisive(sent, type, stream))
  const total = decisive.reduce((sum, { count }) => sum + count, 0)
  const where = `${command.name} (${command.kind}): ${all.map(written).join(', ') || 'no event'}`
  const found = (kind: Finding['kind'], what: string): Finding => ({ kind, where, what })
  if (answer.kind === 'defect') return [found('other', `the answer is ${answer.what}`)]
  if (answer.kind === 'unknown' && !command.manner.isAbandoned)
    return [found('other', `no definite answer: ${answer.why}`)]
  if (answer.kind === 'done' && total === 0) return [found('lost', 'it succeeded and had no effect')]
  const doubled = total > (command.kind === 'cancel' ? decisive.length : 1)
  if (doubled) return [found('doubled', `it had ${total} effects`)]
  if (answer.kind === 'refused' && total > 0) {
    // An attempt may have waited in a frozen process until after the refusal of a later one.
    if (sent.wasUnknown || command.manner.isTwice) late.add(`${where}, refused with ${answer.code}`)
    else return [found('other', `it was refused with ${answer.code} and had an effect`)]
  }
  return [...compareNumbers(sent, all, found), ...comparePayments(all, found)]
}

const written = ({ stream, type, count }: { stream: string; type: string; count: number }): string =>
  `${count} ${type} in ${stream}`

/** The payments of a receipt have its name too, and are no effects that decide. */
const isDecisive = ({ command: { kind } }: Sent, type: string, stream: string): boolean =>
  effects[kind].includes(type) &&
  !(type === 'PaymentRecorded' && kind !== 'pay') &&
  !stream.startsWith('numbers-')

type Found = (kind: Finding['kind'], what: string) => Finding
type Counted = { stream: string; type: string; count: number; number: string | undefined }

/** Each document that was decided has one number, which was taken once, and which its client was told. */
const compareNumbers = ({ answer, command }: Sent, all: readonly Counted[], found: Found): Finding[] => {
  const sumOf = (matches: (one: Counted) => boolean): number =>
    all.filter(matches).reduce((sum, { count }) => sum + count, 0)
  const decided = sumOf(({ type }) => decidesDocument(type))
  const assigned = all.filter(({ type }) => type === 'LegalNumberAssigned')
  const taken = sumOf(({ type }) => type === 'NumberTaken')
  const times = sumOf(({ type }) => type === 'LegalNumberAssigned')
  if (decided !== times)
    return [found(times > decided ? 'doubled' : 'gap', `${decided} documents, ${times} numbers`)]
  if (decided !== taken)
    return [found(taken > decided ? 'doubled' : 'lost', `${decided} documents, ${taken} takes`)]
  const number = assigned[0]?.number
  if (command.kind !== 'approve' || answer.kind !== 'done' || number === undefined) return []
  const { mushakNumber } = answer.value
  return mushakNumber === number ? [] : [found('other', `the client was told ${mushakNumber} for ${number}`)]
}

const comparePayments = (all: readonly Counted[], found: Found): Finding[] =>
  all
    .filter(({ type, count }) => type === 'PaymentRecorded' && count > 1)
    .map(({ stream, count }) => found('doubled', `${count} payments in ${stream}`))
