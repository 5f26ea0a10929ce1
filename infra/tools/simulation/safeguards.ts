/** A protection of the pipeline, and how to take it out of the source text. */
export type Safeguard = {
  /** What it protects. */
  protects: string
  /** The file that contains it, relative to the root of the repository. */
  file: string
  /** A piece of text that the file contains exactly once. */
  text: string
  replacement: string
  /** Its absence shows only in one of many hundred lives, so that `--prove` leaves it out. */
  isRare?: true
}

/**
 * The safeguards without which events or figures would be lost, doubled or mixed up. Simulation and chaos run
 * without one of them to show that they would find its absence.
 */
export const safeguards = {
  'expected-revision': {
    protects: 'An append to an invoice expects the revision at which the command read it',
    file: 'functions/write-model/stream.ts',
    text: 'await append(name, encoded, revision)',
    replacement: "await append(name, encoded, name.startsWith('invoice-') ? 'any' : revision)",
  },
  'command-ledger': {
    protects: 'A command with the key of an earlier one finds its events',
    file: 'functions/write-model/ledger.ts',
    text: 'history.findLast(({ stored }) => stored.metadata.commandId === commandId)',
    replacement: 'history.findLast(() => false)',
  },
  'register-revision': {
    protects: 'A legal number is taken at the revision at which the register was read',
    file: 'functions/write-model/numbering/register.ts',
    text: 'await append(register, events, head.revision)',
    replacement: "await append(register, events, 'any')",
  },
  'finish-numbering': {
    protects: 'A document that was decided gets its number after a crash',
    file: 'functions/jobs/finish-numbering/handler.ts',
    text: 'await finishNumbers(invoice)',
    replacement: '',
  },
  'projection-revision': {
    protects: 'A row of an invoice is only replaced by what was folded from it',
    file: 'functions/read-model/rows/invoice-table.ts',
    text: 'where (stored.id, stored.revision) in (select id, loaded_revision from input)',
    replacement: 'where true',
  },
  'open-item-days': {
    protects: 'The days on which an invoice has a balance follow what is paid and credited',
    file: 'functions/read-model/ledger/add-to-ledger.ts',
    text: "insert('tax_open_items', openItemColumns, items, moveExisting)",
    replacement: "insert('tax_open_items', openItemColumns, items, 'on conflict (invoice_id) do nothing')",
  },
  'relay-fencing': {
    protects: 'A relay that was paused past its lease moves no checkpoint',
    file: 'functions/jobs/relay/lease.ts',
    text: `where fence = \${fence}::bigint and holder = \${holder}
    returning pokes::text, holder is null as free`,
    replacement: 'where true returning pokes::text, holder is null as free',
  },
  'recorded-refusal': {
    protects:
      'A creation or a command on a receipt that was refused is not carried out by an earlier attempt',
    file: 'functions/write-model/refusals.ts',
    text: 'await append(name, [newEvent(refusalCodec, refused, metadata)], revision)',
    replacement: '',
    isRare: true,
  },
  'receipt-completion': {
    protects: 'The parts of a receipt reach their invoices after a crash',
    file: 'functions/jobs/finish-receipts/handler.ts',
    text: 'await carryParts(receipt)',
    replacement: '',
  },
} as const satisfies Record<string, Safeguard>

export type SafeguardName = keyof typeof safeguards

export const safeguardNames = Object.keys(safeguards) as SafeguardName[]

export const provableNames = safeguardNames.filter((name) => !('isRare' in safeguards[name]))

export const isSafeguard = (name: string): name is SafeguardName => Object.hasOwn(safeguards, name)

/**
 * The source of a file without the safeguard; unchanged for every other file. `file` is relative to the root.
 * @throws Error when the file does not contain the text of the safeguard exactly once
 */
export const withoutSafeguard = (source: string, file: string, name: SafeguardName): string => {
  const safeguard: Safeguard = safeguards[name]
  return safeguard.file === file ? replaceOnce(source, safeguard) : source
}

/** @throws Error when the source does not contain the text exactly once */
export const replaceOnce = (
  source: string,
  { file, text, replacement }: Pick<Safeguard, 'file' | 'text' | 'replacement'>,
): string => {
  const parts = source.split(text)
  if (parts.length !== 2)
    throw new Error(`${file} contains ${parts.length - 1} times, and not once, the text: ${text}`)
  return parts.join(replacement)
}
