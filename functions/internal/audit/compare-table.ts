import type { Queries } from '../../../infra/postgres/connect.ts'

/** The columns of a table with their types, and the values of the rows that it should have, by column. */
export type Expected = {
  table: string
  keys: readonly string[]
  columns: Readonly<Record<string, string>>
  /** One list for each column. */
  values: readonly (readonly (string | null)[])[]
  /** The condition on the rows of the table that are compared, where $1 is the list of ids. */
  owned: string
  /** The column with the id that the rows belong to; without it, that of the document with their document_id. */
  owner: string | undefined
}

/** A row that is not as it should be. */
export type Difference = {
  key: string
  /** Null where the row is of a document that is missing itself. */
  owner: string | null
  /** The table has no such row, or a row that it should not have, or other values in these columns. */
  kind: 'missing' | 'extra' | 'differs'
  columns: string[]
}

/**
 * Compares rows with what they should be, in the types of the table, so that 1.00 and 1.0 are equal. It needs
 * the role of the tenant.
 */
export const compareTable = async (
  sql: Queries,
  { table, keys, columns, values, owned, owner }: Expected,
  ids: readonly string[],
): Promise<Difference[]> => {
  const names = Object.keys(columns)
  const quoted = names.map((name) => `"${name}"`)
  const typed = Object.entries(columns).map(([name, type]) => `${valueAs(type, `"${name}"`)} as "${name}"`)
  const lists = names.map((_, index) => `$${index + 2}::text[]`)
  const on = keys.map((key) => `input."${key}" = stored."${key}"`).join(' and ')
  const keyText = keys.map((key) => `coalesce(input."${key}", stored."${key}")::text`).join(`, ' ', `)
  const [first] = keys
  const differing = quoted.map(
    (name) => `case when input.${name} is distinct from stored.${name} then '${name}' end`,
  )
  return sql.unsafe<Difference[]>(
    `with input as (select ${typed.join(', ')} from unnest(${lists.join(', ')}) as input(${quoted.join(', ')})),
      stored as (select ${quoted.join(', ')} from ${table} where ${owned})
    select concat(${keyText}) as key, ${ownerText(owner)} as owner,
      case when stored."${first}" is null then 'missing' when input."${first}" is null then 'extra'
        else 'differs' end as kind,
      array_remove(array[${differing.join(', ')}], null) as columns
    from input full join stored on ${on}
    where (${quoted.map((name) => `input.${name}`).join(', ')})
      is distinct from (${quoted.map((name) => `stored.${name}`).join(', ')})`,
    [[...ids], ...values.map((list) => [...list])],
  )
}

/** Lexemes are stored without positions. */
const valueAs = (type: string, name: string): string =>
  type === 'tsvector' ? `array_to_tsvector(string_to_array(${name}, ' '))` : `${name}::${type}`

const ownerText = (owner: string | undefined): string =>
  owner === undefined
    ? `(select invoice_id::text from tax_documents
        where document_id = coalesce(input.document_id, stored.document_id))`
    : `coalesce(input."${owner}", stored."${owner}")::text`
