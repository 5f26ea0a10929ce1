import { canCheck, checkProof, findProofs } from './check.js'
import { detailsIn, words } from './words.js'

const form = document.querySelector('form')
const input = document.querySelector('textarea')
const results = document.querySelector('#results')

let language = navigator.language.startsWith('en') ? 'en' : 'bn'
/** What is shown, so that it can be shown in the other language. */
let outcomes = []

const element = (name, text, className = '') => {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

const colours = { genuine: 'genuine', altered: 'altered', unreadable: 'altered' }

const sectionOf = ({ verdict, reason, keyId, details }) => {
  const word = words[language]
  const section = element('section', '', colours[verdict] ?? 'unsure')
  section.dataset.verdict = verdict
  const hint = reason === undefined ? word[`${verdict}Hint`] : word[reason]
  section.append(element('h2', word[verdict]), element('p', details || !keyId ? hint : `${hint} ${keyId}`))
  if (details !== undefined) {
    const list = element('dl', '')
    for (const [label, value] of detailsIn(language, details))
      list.append(element('dt', label), element('dd', value))
    section.append(list)
  }
  return section
}

const show = () => {
  document.documentElement.lang = language
  document.title = words[language].title
  for (const one of document.querySelectorAll('[data-text]'))
    one.textContent = words[language][one.dataset.text]
  for (const one of document.querySelectorAll('[data-language]'))
    one.setAttribute('aria-pressed', String(one.dataset.language === language))
  results.replaceChildren(...outcomes.map(sectionOf))
}

/** The page may be under /verify or /verify/, and behind a stage such as /prod. */
const keysAddress = new URL('documents/keys', location.href.replace(/[?#].*$/, '').replace(/\/$/, ''))

const fetchKeys = async () => {
  const response = await fetch(keysAddress, { credentials: 'omit', cache: 'no-store' })
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()).keys
}

const check = async (text) => {
  const proofs = findProofs(text)
  if (proofs.length === 0) return [{ verdict: 'unreadable' }]
  const ability = await canCheck()
  if (ability !== 'yes') return [{ verdict: 'unchecked', reason: ability }]
  const keys = await fetchKeys().catch(() => undefined)
  if (keys === undefined) return [{ verdict: 'unchecked', reason: 'noKeys' }]
  return Promise.all(proofs.map((proof) => checkProof(proof, keys)))
}

/** The last check that was begun: an earlier one that ends later is not shown. */
let latest = 0
const checkAndShow = async () => {
  const own = ++latest
  outcomes = []
  show()
  const found = await check(input.value).catch(() => [{ verdict: 'unchecked', reason: 'no' }])
  if (own !== latest) return
  outcomes = found
  show()
}

const decoded = (fragment) => {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

const checkFragment = () => {
  if (location.hash.length < 2) return
  input.value = decoded(location.hash.slice(1))
  void checkAndShow()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void checkAndShow()
})
for (const button of document.querySelectorAll('[data-language]'))
  button.addEventListener('click', () => {
    language = button.dataset.language
    show()
  })
addEventListener('hashchange', checkFragment)
show()
checkFragment()
