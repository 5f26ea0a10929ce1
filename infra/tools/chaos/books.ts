import { type Position, readLastOfAll } from '../../event-store/all-events.ts'
import type { Entry, Part } from '../audit/total.ts'
import { openFunctions } from '../functions/open-functions.ts'
import type { Finding } from './effects.ts'

/** Proves the books with the function of `npm run audit`, from where the last audit ended. */
export type Books = {
  /** Of the tenant of the last rounds. */
  prove(tenant: string): Promise<Finding[]>
  /** Of all tenants, from the first event. */
  proveAll(): Promise<Finding[]>
}

/** What a code of the audit is counted as; every other finding is counted as another one. */
const kinds: Readonly<Record<string, Finding['kind']>> = {
  ALLOCATION_LOST: 'lost',
  STREAM_INCOMPLETE: 'lost',
  SERIAL_DOUBLED: 'doubled',
  SERIAL_TAKEN_TWICE: 'doubled',
  ALLOCATION_DOUBLED: 'doubled',
  INVOICE_NUMBER_DOUBLED: 'doubled',
  SERIAL_MISSING: 'gap',
  SERIAL_WITHOUT_DOCUMENT: 'gap',
  DOCUMENT_WITHOUT_NUMBER: 'gap',
  NUMBER_DIFFERS: 'gap',
  INVOICE_NUMBER_MISSING: 'gap',
  NUMBER_OPEN: 'gap',
  ALLOCATION_OPEN: 'lost',
  ROW_BEHIND: 'row',
  ROW_MISSING: 'row',
  ROW_DIFFERS: 'row',
  ROW_WITHOUT_STREAM: 'row',
}

/** Notes for an operator, and wrong where everything is finished. */
const wrongNotes = [
  'SERIAL_TAKEN_TWICE',
  'NUMBER_OPEN',
  'ALLOCATION_OPEN',
  'EVENT_SKIPPED',
  'ROW_OF_OTHER_SHAPE',
]

export const openBooks = (): Books => {
  const invoke = openFunctions()
  let proven: object | null = null

  const audit = async (tenant: string | undefined, after: object | null): Promise<Finding[]> => {
    const last = await readLastOfAll()
    if (!last?.position) return []
    const head = writePosition(last.position)
    let cursor: unknown = { head, headAt: last.created.toISOString(), after, rows: null }
    const findings: Finding[] = []
    while (cursor !== undefined) {
      const part = (await invoke('audit', { tenant, cursor })) as Part
      const notes = part.notes.filter(({ code }) => wrongNotes.includes(code))
      findings.push(...[...part.findings, ...notes].map(toFinding))
      cursor = part.cursor
    }
    proven = head
    return findings
  }
  return { prove: (tenant) => audit(tenant, proven), proveAll: () => audit(undefined, null) }
}

const writePosition = ({ commit, prepare }: Position) => ({
  commit: String(commit),
  prepare: String(prepare),
})

const toFinding = ({ code, tenant, where, what }: Entry): Finding => ({
  kind: kinds[code] ?? 'other',
  where: `${tenant} ${where}`,
  what: `${code} ${what}`,
})
