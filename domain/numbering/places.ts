/** The place of issue that every tenant has: its own address. Printed numbers leave its code out. */
export const mainPlace = 'MAIN'

/** Whether the text can be the code of a place of issue: a capital letter and 1 to 5 capitals or digits. */
export const isPlaceCode = (text: string): boolean => /^[A-Z][A-Z0-9]{1,5}$/.test(text)
