/**
 * Translates a regular expression of .NET, which EventStoreDB's filters use, to one of JavaScript with flag
 * u. Options (`(?i)`, `(?im-s:...)`), comments, `\A`, `\z`, `\Z`, `(?'name'...)` and the Unicode meaning of
 * `\d`, `\w` and `\s` have equivalents. What has none (`(?>...)`, `\G`, class subtraction) is passed on as it
 * is, and JavaScript rejects it.
 *
 * An option changes how each character within its reach is written: `(?i)a` becomes `[aA]`. JavaScript has
 * groups with options, too, but V8 compiles some of them wrongly: after many expressions `^(?i:a|b)c$` no
 * longer matches `Bc` (Node.js 24).
 * @throws SyntaxError for a back-reference under option i, which JavaScript cannot express
 */
export const translateRegex = (pattern: string): string => new Translation(pattern).translate()

/** Those that change what a character means. Option n changes only which groups have a number. */
type Options = ReadonlySet<string>

const escapes: Record<string, string> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '[\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]',
  W: '[^\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]',
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  a: '\\x07',
  e: '\\x1b',
}

/** Within brackets there are no nested ones and no assertions. */
const classEscapes: Record<string, string> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}',
  a: '\\x07',
  e: '\\x1b',
}

const optionsPattern = /\(\?([imsnx]*)(?:-([imsnx]+))?([:)])/y
/** An escape that stands for one character by its number. */
const numericEscape = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/iy
const longEscape = /\\(?:[pP]\{[^}]*\}|k<\w+>|c[a-zA-Z])/y
const backReference = /\\(?:[1-9]|k<)/y

class Translation {
  readonly #pattern: string
  #at = 0
  #output = ''
  #options: Options = new Set()
  readonly #outerOptions: Options[] = []

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  translate(): string {
    while (this.#at < this.#pattern.length) this.#step()
    return this.#output
  }

  #step(): void {
    const char = this.#pattern[this.#at] ?? ''
    if (char === '\\') this.#escape()
    else if (char === '[') this.#class()
    else if (char === '(') this.#group()
    else if (char === ')') this.#endGroup()
    else if (this.#options.has('x') && /[\s#]/.test(char)) this.#skipBlank(char)
    else this.#character()
  }

  #character(): void {
    const char = this.#readCharacter()
    const variants = this.#variantsOf(char)
    this.#output += variants.length > 1 ? `[${variants.join('')}]` : this.#assertionOf(char)
  }

  /** `.` matches all but a line feed; `$` stands before a line feed at the end, too, unlike in JavaScript. */
  #assertionOf(char: string): string {
    if (char === '.') return this.#options.has('s') ? '[^]' : '[^\\n]'
    if (char === '^') return this.#options.has('m') ? '(?<![^\\n])' : '(?<![^])'
    if (char === '$') return this.#options.has('m') ? '(?![^\\n])' : '(?=\\n?(?![^]))'
    return char
  }

  #readCharacter(): string {
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0)
    this.#at += char.length
    return char
  }

  #variantsOf(char: string): string[] {
    return this.#options.has('i') ? caseVariants(char) : [char]
  }

  #skipBlank(char: string): void {
    const end = char === '#' ? this.#pattern.indexOf('\n', this.#at) : this.#at
    this.#at = end < 0 ? this.#pattern.length : end + 1
  }

  #escape(): void {
    const char = this.#readNumericEscape()
    if (char !== undefined) {
      const variants = this.#variantsOf(char)
      this.#output += variants.length > 1 ? `[${variants.join('')}]` : numbered(char)
      return
    }
    backReference.lastIndex = this.#at
    if (this.#options.has('i') && backReference.test(this.#pattern))
      throw new SyntaxError('A back-reference under option i is not supported')
    this.#output += this.#readEscape(escapes)
  }

  #readNumericEscape(): string | undefined {
    numericEscape.lastIndex = this.#at
    const [whole = '', byte, unit] = numericEscape.exec(this.#pattern) ?? []
    this.#at += whole.length
    const digits = byte ?? unit
    return digits === undefined ? undefined : String.fromCharCode(Number.parseInt(digits, 16))
  }

  /** JavaScript rejects needless escapes of punctuation, such as `\-` and `\"`. */
  #readEscape(known: Record<string, string>): string {
    longEscape.lastIndex = this.#at
    const [long] = longEscape.exec(this.#pattern) ?? []
    if (long !== undefined) {
      this.#at += long.length
      return long
    }
    const next = this.#pattern[this.#at + 1] ?? ''
    const isNeedless = /[^\w\s^$\\.*+?()[\]{}|/]/u.test(next) && !(known === classEscapes && next === '-')
    this.#at += 2
    return Object.hasOwn(known, next) ? (known[next] ?? '') : isNeedless || next === ' ' ? next : `\\${next}`
  }

  #class(): void {
    const opening = this.#pattern[this.#at + 1] === '^' ? '[^' : '['
    this.#output += opening
    this.#at += opening.length
    // A bracket that comes first is a character.
    if (this.#pattern[this.#at] === ']') this.#writeInClass()
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') this.#writeInClass()
    this.#output += this.#pattern[this.#at++] ?? ''
  }

  /** Writes a character or a range of them. */
  #writeInClass(): void {
    const first = this.#readInClass()
    const isRange = this.#pattern[this.#at] === '-' && /[^\][]/.test(this.#pattern[this.#at + 1] ?? '')
    if (first.char === undefined || !isRange) {
      this.#output += first.written
      if (first.char !== undefined) this.#writeOtherCases(first.char, first.char)
      return
    }
    this.#at++
    const last = this.#readInClass()
    this.#output += `${first.written}-${last.written}`
    if (last.char !== undefined) this.#writeOtherCases(first.char, last.char)
  }

  #writeOtherCases(first: string, last: string): void {
    if (!this.#options.has('i')) return
    const end = last.codePointAt(0) ?? 0
    for (let codePoint = first.codePointAt(0) ?? 0; codePoint <= end; codePoint++)
      this.#output += caseVariants(String.fromCodePoint(codePoint)).slice(1).join('')
  }

  /** `char` is undefined for a set of characters, such as `\d`. */
  #readInClass(): { written: string; char?: string } {
    if (this.#pattern[this.#at] !== '\\') {
      const char = this.#readCharacter()
      return { written: char === '[' || char === ']' ? `\\${char}` : char, char }
    }
    const numeric = this.#readNumericEscape()
    return numeric === undefined
      ? { written: this.#readEscape(classEscapes) }
      : { written: numbered(numeric), char: numeric }
  }

  #group(): void {
    optionsPattern.lastIndex = this.#at
    const options = optionsPattern.exec(this.#pattern)
    if (options !== null) this.#setOptions(options)
    else if (this.#pattern.startsWith('(?#', this.#at)) {
      const end = this.#pattern.indexOf(')', this.#at)
      this.#at = end < 0 ? this.#pattern.length : end + 1
    } else this.#plainGroup()
  }

  /** Options before `)` apply to the end of the enclosing group. */
  #setOptions([whole, on = '', off = '', end]: RegExpExecArray): void {
    this.#at += whole.length
    if (end === ':') {
      this.#outerOptions.push(this.#options)
      this.#output += '(?:'
    }
    this.#options = new Set([...this.#options, ...on].filter((option) => !off.includes(option)))
  }

  #plainGroup(): void {
    const rest = this.#pattern.slice(this.#at)
    const [written = '(', name] = /^\(\?'(\w+)'|^\(\?(?:<[=!]|[=!]|<\w+>)|^\(/.exec(rest) ?? []
    this.#outerOptions.push(this.#options)
    this.#output += name === undefined ? written : `(?<${name}>`
    this.#at += written.length
  }

  #endGroup(): void {
    this.#output += ')'
    this.#at++
    this.#options = this.#outerOptions.pop() ?? new Set()
  }
}

/** The character, and its other cases that are one character, too. */
const caseVariants = (char: string): string[] => {
  const others = [char.toLowerCase(), char.toUpperCase()].filter((other) => [...other].length === 1)
  return [...new Set([char, ...others])]
}

const numbered = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
