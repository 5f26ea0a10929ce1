/**
 * The text without the zeros at its end. Without the look-behind, a run of zeros inside a text is matched
 * again from each of its zeros: quadratic time.
 */
export const withoutTrailingZeros = (digits: string): string => digits.replace(/(?<!0)0+$/, '')
