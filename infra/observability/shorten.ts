/** The most characters of a message that is sent or logged. A longer message repeats its input. */
const maxMessageCharacters = 1_000

/** Returns the text, or its beginning and an ellipsis if it has more characters than the maximum. */
export const shorten = (text: string, maxCharacters: number = maxMessageCharacters): string =>
  text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 1).toWellFormed()}…`
