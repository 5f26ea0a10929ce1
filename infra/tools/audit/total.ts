/** A remark of the audit: what is wrong, or listed, and where. */
export type Entry = { code: string; tenant: string; where: string; what: string }

/** What one invocation of the function returns. */
export type Part = {
  cursor: unknown
  checked: Record<string, Record<string, number>>
  findings: readonly Entry[]
  notes: readonly Entry[]
}

/** The parts of an audit together. */
export type Total = {
  checked: Map<string, Map<string, number>>
  findings: Entry[]
  notes: Entry[]
  add(part: Part): void
  events(): number
}

export const newTotal = (): Total => {
  const checked: Total['checked'] = new Map()
  const [findings, notes]: [Entry[], Entry[]] = [[], []]
  const add = (part: Part) => {
    for (const [tenant, counts] of Object.entries(part.checked)) {
      const known = checked.get(tenant) ?? new Map<string, number>()
      checked.set(tenant, known)
      for (const [kind, count] of Object.entries(counts)) known.set(kind, (known.get(kind) ?? 0) + count)
    }
    findings.push(...part.findings)
    notes.push(...part.notes)
  }
  const events = () => checked.values().reduce((sum, counts) => sum + (counts.get('events') ?? 0), 0)
  return { checked, findings, notes, add, events }
}

/** What was checked, by tenant, then what is listed, then what is wrong: one line each. */
export const linesOf = ({ checked, findings, notes }: Total): string[] => [
  ...[...checked].toSorted(byName).map(([tenant, counts]) => `checked  ${tenant}  ${listed(counts)}`),
  ...notes.map((entry) => `note     ${written(entry)}`),
  ...findings.map((entry) => `finding  ${written(entry)}`),
]

/** The last line of an audit that has come to its end. */
export const conclusionOf = ({ findings }: Total): string =>
  findings.length === 0 ? 'Nothing is wrong' : `Findings: ${findings.length}`

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(byName)
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(', ')

const written = ({ code, tenant, where, what }: Entry): string => `${code}  ${tenant}  ${where}  ${what}`
