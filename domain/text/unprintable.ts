/**
 * The first character that would not print as it is, or undefined. These are control characters, and the
 * characters that turn the direction of the text after them: with those, one name can be made to look like
 * another.
 */
export const firstUnprintable = (text: string): string | undefined =>
  /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]
