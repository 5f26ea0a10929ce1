import { isFinding, type Remark } from '../../../domain/audit/finding.ts'

/** A remark, with the tenant and the stream, or the row, that it is about. */
export type Entry = Remark & { tenant: string; where: string }

/** How many things of each kind were checked, by tenant. */
export type Checked = Record<string, Record<string, number>>

/** What a part of an audit has checked and found. */
export type AuditReport = {
  checked: Checked
  findings: Entry[]
  notes: Entry[]
  /** Counts things of a kind that were checked. */
  count(tenant: string, kind: string, by?: number): void
  add(entries: readonly Entry[]): void
}

export const newAuditReport = (): AuditReport => {
  const checked: Checked = {}
  const [findings, notes]: [Entry[], Entry[]] = [[], []]
  return {
    checked,
    findings,
    notes,
    count: (tenant, kind, by = 1) => {
      checked[tenant] ??= {}
      checked[tenant][kind] = (checked[tenant][kind] ?? 0) + by
    },
    add: (entries) => {
      for (const entry of entries) (isFinding(entry) ? findings : notes).push(entry)
    },
  }
}
