/**
 * The first unprintable character, or undefined. Unprintable are control characters, and characters that
 * reverse the direction of the text after them, which can make one name look like another.
 */
export const firstUnprintable = (text: string): string | undefined =>
  /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]
