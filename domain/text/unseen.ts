/** Blanks of every kind, and what nobody sees: joiners, marks of direction, fillers, the empty Braille pattern. */
const unseen = '[\\s\\p{Default_Ignorable_Code_Point}\\u2800]'

const nothingSeen = new RegExp(`^${unseen}*$`, 'u')
// Looking behind keeps a long run of blanks in the middle of a text from being tried anew at each of them.
const around = new RegExp(`^${unseen}+|(?<!${unseen})${unseen}+$`, 'gu')
const everywhere = new RegExp(unseen, 'gu')

export const isBlank = (text: string): boolean => nothingSeen.test(text)

/** Without what is unseen at both ends. Inside a text it stays: Bangla is written with joiners. */
export const trimmed = (text: string): string => text.replace(around, '')

export const withoutUnseen = (text: string): string => text.replace(everywhere, '')

/**
 * The first character that would print as something else than it is: control characters, and those that turn the direction of
 * what follows, by which a name can be made to look like another.
 */
export const unprintable = (text: string): string | undefined =>
  /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]
