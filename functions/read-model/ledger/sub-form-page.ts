import type { SubFormRow } from '../../../domain/report/sub-form.ts'

/** The row after which a page begins. */
export type SubFormPosition = Pick<SubFormRow, 'key' | 'id'>

/** A page of a sub-form: at most `limit` rows, from its beginning where `after` is null. */
export type SubFormPage = Readonly<{ after: SubFormPosition | null; limit: number }>
