/** The beginning of a bad text, for its refusal: a client must not get back pages of what it sent. */
export const excerpt = (text: string, mostCharacters = 40): string => text.slice(0, mostCharacters)
