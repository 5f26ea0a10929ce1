import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)

const read = (path: string): Buffer => readFileSync(resolve(`@expo-google-fonts/${path}.ttf`))

/**
 * The fonts of texts, in the order in which typst looks for a character in them: Bangla, then Latin, Greek,
 * Cyrillic and Devanagari, then symbols.
 */
export const textFonts = (): Buffer[] => [
  read('hind-siliguri/400Regular/HindSiliguri_400Regular'),
  read('noto-sans/400Regular/NotoSans_400Regular'),
  read('noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular'),
]

/** All fonts: those of texts, the same in semi-bold, and one with Bangla digits of equal width. */
export const allFonts = (): Buffer[] => [
  ...textFonts(),
  read('hind-siliguri/600SemiBold/HindSiliguri_600SemiBold'),
  read('noto-sans/600SemiBold/NotoSans_600SemiBold'),
  read('noto-sans-bengali/400Regular/NotoSansBengali_400Regular'),
  read('noto-sans-bengali/600SemiBold/NotoSansBengali_600SemiBold'),
]
