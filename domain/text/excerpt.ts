/** The beginning of an invalid text, for its refusal, so that a response does not repeat pages of input. */
export const excerpt = (text: string, mostCharacters = 40): string => text.slice(0, mostCharacters)
