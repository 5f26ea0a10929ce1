/**
 * Translates a regular expression of .NET, which EventStoreDB's filters use, to one of JavaScript with flag
 * u. Options (`(?i)`, `(?im-s:...)`), comments, `\A`, `\z`, `\Z`, `(?'name'...)` and the Unicode meaning of
 * `\d`, `\w` and `\s` have equivalents. What has none (`(?>...)`, `\G`, class subtraction) is passed on as it
 * is, and JavaScript rejects it.
 */
export const translateRegex = (pattern: string): string => new Translation(pattern).translate()

/** The options of a group. JavaScript has i, m and s; x and n exist only here. */
type Options = ReadonlySet<string>

/** `open` is what was written for options that were set within the group, such as `(?i:`. */
type Group = { options: Options; open: string[] }

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

class Translation {
  readonly #pattern: string
  #at = 0
  #output = ''
  #options: Options = new Set()
  #open: string[] = []
  readonly #groups: Group[] = []

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  translate(): string {
    while (this.#at < this.#pattern.length) this.#step()
    return this.#output + ')'.repeat(this.#open.length)
  }

  #step(): void {
    const char = this.#pattern[this.#at] ?? ''
    if (char === '\\') this.#escape(escapes)
    else if (char === '[') this.#class()
    else if (char === '(') this.#group()
    else if (char === ')') this.#endGroup()
    else if (this.#options.has('x') && /[\s#]/.test(char)) this.#skipBlank(char)
    else {
      this.#output += char === '|' ? `${')'.repeat(this.#open.length)}|${this.#open.join('')}` : char
      this.#at++
    }
  }

  #skipBlank(char: string): void {
    const end = char === '#' ? this.#pattern.indexOf('\n', this.#at) : this.#at
    this.#at = end < 0 ? this.#pattern.length : end + 1
  }

  /** JavaScript rejects needless escapes of punctuation, such as `\-` and `\"`. */
  #escape(known: Record<string, string>): void {
    const next = this.#pattern[this.#at + 1] ?? ''
    const isNeedless = /[^\w\s^$\\.*+?()[\]{}|/]/u.test(next) && !(known === classEscapes && next === '-')
    this.#output += Object.hasOwn(known, next) ? known[next] : isNeedless || next === ' ' ? next : `\\${next}`
    this.#at += 2
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

  #writeInClass(): void {
    const char = this.#pattern[this.#at] ?? ''
    if (char === '\\') this.#escape(classEscapes)
    else {
      this.#output += char === '[' || char === ']' ? `\\${char}` : char
      this.#at++
    }
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

  /** Options before `)` apply to the end of the enclosing group: a group is opened that ends with it. */
  #setOptions([whole, on = '', off = '', end]: RegExpExecArray): void {
    this.#at += whole.length
    if (end === ':') this.#beginGroup()
    this.#options = new Set([...this.#options, ...on].filter((option) => !off.includes(option)))
    const opening = modifierGroup(on, off)
    if (end === ':') this.#output += opening
    else if (opening !== '(?:') {
      this.#output += opening
      this.#open.push(opening)
    }
  }

  #plainGroup(): void {
    const rest = this.#pattern.slice(this.#at)
    const [written = '(', name] = /^\(\?'(\w+)'|^\(\?(?:<[=!]|[=!]|<\w+>)|^\(/.exec(rest) ?? []
    this.#beginGroup()
    this.#output += name === undefined ? written : `(?<${name}>`
    this.#at += written.length
  }

  #beginGroup(): void {
    this.#groups.push({ options: this.#options, open: this.#open })
    this.#open = []
  }

  #endGroup(): void {
    this.#output += `${')'.repeat(this.#open.length)})`
    this.#at++
    const outer = this.#groups.pop()
    this.#options = outer?.options ?? new Set()
    this.#open = outer?.open ?? []
  }
}

/** JavaScript's group with the options that it has; `(?:` when there are none. */
const modifierGroup = (on: string, off: string): string => {
  const known = (options: string) => [...new Set(options)].filter((option) => 'ims'.includes(option)).join('')
  const disabled = known(off)
  const enabled = [...known(on)].filter((option) => !disabled.includes(option)).join('')
  return `(?${enabled}${disabled === '' ? '' : `-${disabled}`}:`
}
