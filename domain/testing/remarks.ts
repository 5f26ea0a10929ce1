import type { Remark } from '../audit/finding.ts'

/** What an audit prints of each remark. */
export const written = (remarks: readonly Remark[]): readonly string[] =>
  remarks.map(({ code, what }) => `${code}: ${what}`)
