/** What the page says in its two languages. The labels are those of the Mushak forms. */
export const words = {
  bn: {
    title: 'কাগজটি কি আসল?',
    intro:
      'কর চালানপত্র, ক্রেডিট নোট বা ডেবিট নোটের QR কোড স্ক্যান করুন, অথবা কাগজে ছাপা PROOF1 দিয়ে ' +
      'শুরু হওয়া লেখাটি নিচে লিখুন। যাচাই আপনার ব্রাউজারেই হয়; লেখাটি কোথাও পাঠানো হয় না।',
    label: 'PROOF1 দিয়ে শুরু হওয়া লেখা (দুই লাইন)',
    check: 'যাচাই করুন',
    genuine: 'আসল: যেভাবে ইস্যু করা হয়েছিল',
    genuineHint:
      'নিচের প্রতিটি তথ্য কাগজের সঙ্গে মিলিয়ে দেখুন। একটিও না মিললে কাগজটি পরিবর্তিত। পরে ইস্যু ' +
      'করা ক্রেডিট নোট বা ডেবিট নোট এই যাচাইয়ের অংশ নয়।',
    altered: 'আসল নয়: পরিবর্তিত',
    alteredHint:
      'স্বাক্ষরটি এই লেখার নয়। লেখাটি বদলানো হয়েছে অথবা ভুলভাবে নকল করা হয়েছে। QR কোডটি আরেকবার ' +
      'স্ক্যান করুন; ফল একই হলে কাগজটি গ্রহণ করবেন না।',
    'unknown-key': 'অজানা চাবি',
    'unknown-keyHint': 'এই সেবার এমন চাবি নেই। কাগজটি অন্য সেবার অথবা আসল নয়। বিক্রেতার কাছে জানুন। চাবি:',
    unreadable: 'যাচাই করার মতো লেখা নয়',
    unreadableHint: 'PROOF1 দিয়ে শুরু হওয়া সম্পূর্ণ লেখা পাওয়া যায়নি। দুটি লাইনই হুবহু নকল করুন।',
    unchecked: 'যাচাই করা যায়নি',
    no:
      'এই ব্রাউজার এ ধরনের স্বাক্ষর (Ed25519) যাচাই করতে পারে না। Chrome, Edge, Firefox বা ' +
      'Safari-র নতুন সংস্করণ ব্যবহার করুন।',
    insecure: 'ঠিকানাটি https:// দিয়ে খুলুন: ব্রাউজার শুধু তখনই স্বাক্ষর যাচাই করে।',
    noKeys: 'যাচাইয়ের চাবি আনা যায়নি। ইন্টারনেট সংযোগ দেখে আবার চেষ্টা করুন।',
    bin: 'নিবন্ধিত ব্যক্তির বিআইএন',
    form: 'ফরম',
    number: 'নম্বর',
    issuedOn: 'ইস্যুর তারিখ',
    total: 'সকল প্রকার শুল্ক ও করসহ মূল্য',
    vat: 'মূল্য সংযোজন কর',
    forms: { 6.3: 'মূসক-৬.৩ কর চালানপত্র', 6.7: 'মূসক-৬.৭ ক্রেডিট নোট', 6.8: 'মূসক-৬.৮ ডেবিট নোট' },
  },
  en: {
    title: 'Is this document genuine?',
    intro:
      'Scan the QR code of a tax invoice, a credit note or a debit note, or enter the text on the ' +
      'paper that begins with PROOF1. The check is done in your browser, and the text is sent ' +
      'nowhere.',
    label: 'The text that begins with PROOF1 (two lines)',
    check: 'Check',
    genuine: 'Genuine as issued',
    genuineHint:
      'Compare each of these details with the paper. If one of them is different, the paper is ' +
      'altered. Credit and debit notes that were issued later are not part of this check.',
    altered: 'Not genuine: altered',
    alteredHint:
      'The signature does not belong to this text. The text was changed or copied wrongly. Scan ' +
      'the QR code again; if the result is the same, do not accept the paper.',
    'unknown-key': 'Unknown key',
    'unknown-keyHint':
      'This service has no such key. The paper is from another service, or it is not genuine. Ask ' +
      'the seller. Key:',
    unreadable: 'Not a text that can be checked',
    unreadableHint:
      'No complete and correct text that begins with PROOF1 was found. Copy both lines exactly, or ' +
      'scan the QR code.',
    unchecked: 'Not checked',
    no:
      'This browser cannot check signatures of this kind (Ed25519). Use a new version of Chrome, ' +
      'Edge, Firefox or Safari.',
    insecure: 'Open this address with https://: only then does a browser check signatures.',
    noKeys: 'The keys for the check could not be loaded. Look at your connection and try again.',
    bin: 'BIN of registered person',
    form: 'Form',
    number: 'Number',
    issuedOn: 'Date of issue',
    total: 'Value including all duties and taxes',
    vat: 'VAT',
    forms: { 6.3: 'Mushak-6.3, tax invoice', 6.7: 'Mushak-6.7, credit note', 6.8: 'Mushak-6.8, debit note' },
  },
}

const banglaDigits = '০১২৩৪৫৬৭৮৯'
const digitsIn = (language, text) =>
  language === 'bn' ? text.replace(/\d/g, (digit) => banglaDigits[Number(digit)]) : text

/** 13800.00 -> ৳13,800.00, in groups of lakh and crore, with the digits of the language. */
const takaIn = (language, amount) => {
  const [whole, decimals] = amount.split('.')
  const lead = whole.slice(0, -3).replace(/\B(?=(\d\d)+$)/g, ',')
  return digitsIn(language, `৳${lead === '' ? '' : `${lead},`}${whole.slice(-3)}.${decimals}`)
}

/** The details of a proof, as labels and values in the form in which the paper has them. */
export const detailsIn = (language, { bin, form, number, issuedOn, total, vat }) => {
  const word = words[language]
  return [
    [word.form, word.forms[form]],
    [word.bin, `${bin.slice(0, 9)}-${bin.slice(9)}`],
    [word.number, number],
    [word.issuedOn, digitsIn(language, issuedOn.split('-').reverse().join('/'))],
    [word.total, takaIn(language, total)],
    [word.vat, takaIn(language, vat)],
  ]
}
