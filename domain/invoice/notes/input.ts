import type { Maybe } from '../../maybe.ts'

/** A line gives exactly one of quantity and amount, in taka without tax. */
export type NoteLineInput = Readonly<{ lineItemId: string; quantity?: Maybe<string>; amount?: Maybe<string> }>

/** The buyer as printed on a note; a field that is left out is as on the invoice. */
export type RecipientInput = Readonly<{ name?: Maybe<string>; address?: Maybe<string>; bin?: Maybe<string> }>
