/** What a note of the return is called on the form Mushak-9.1, in both languages. */
export type NoteLabel = Readonly<{ english: string; bangla: string }>

/**
 * The notes of Mushak-9.1 that follow from issued documents and from certificates, in the order of the form.
 * All others are those of the accountant: input tax, treasury deposits, and note 5, whose base is the maximum
 * retail price.
 */
export const returnNotes = {
  1: { english: 'Zero-rated goods or service: direct export', bangla: 'শূন্যহার বিশিষ্ট পণ্য/সেবা: সরাসরি রপ্তানি' },
  2: { english: 'Zero-rated goods or service: deemed export', bangla: 'শূন্যহার বিশিষ্ট পণ্য/সেবা: প্রচ্ছন্ন রপ্তানি' },
  3: { english: 'Exempted goods or service', bangla: 'অব্যাহতিপ্রাপ্ত পণ্য/সেবা' },
  4: { english: 'Standard-rated goods or service', bangla: 'আদর্শ হারের পণ্য/সেবা' },
  6: { english: 'Goods or service based on specific VAT', bangla: 'সুনির্দিষ্ট কর ভিত্তিক পণ্য/সেবা' },
  7: {
    english: 'Goods or service of another than the standard rate',
    bangla: 'আদর্শ করহার ব্যতীত ভিন্ন করহার ভিত্তিক পণ্য/সেবা',
  },
  8: { english: 'Retail, wholesale or trade-based supply', bangla: 'খুচরা/পাইকারী/ব্যবসায়ী ভিত্তিক সরবরাহ' },
  9: { english: 'Total sales value and total payable taxes', bangla: 'মোট বিক্রয়মূল্য ও মোট প্রদেয় কর' },
  26: { english: 'Issuance of debit notes', bangla: 'ডেবিট নোট ইস্যুর জন্য' },
  27: { english: 'Any other increasing adjustment', bangla: 'অন্য কোনো সমন্বয় ঘটনার জন্য' },
  29: {
    english: 'VAT deducted at source from the supplies delivered',
    bangla: 'প্রদত্ত সরবরাহ হইতে উৎসে কর্তনের জন্য',
  },
  31: { english: 'Issuance of credit notes', bangla: 'ক্রেডিট নোট ইস্যুর জন্য' },
  38: { english: 'Supplementary duty of debit notes', bangla: 'ডেবিট নোট ইস্যুর জন্য সমন্বয়কৃত সম্পূরক শুল্ক' },
  39: { english: 'Supplementary duty of credit notes', bangla: 'ক্রেডিট নোট ইস্যুর জন্য সমন্বয়কৃত সম্পূরক শুল্ক' },
} as const satisfies Readonly<Record<number, NoteLabel>>

/** A note that this service supplies. */
export type ReturnNote = keyof typeof returnNotes

/** The notes that this service supplies, in the order of the form. */
export const suppliedNotes = Object.keys(returnNotes).map(Number) as readonly ReturnNote[]

/** A note that lines of documents make up. Notes 27 and 29 are made up of certificates. */
export type NoteOfLines = Exclude<ReturnNote, 27 | 29>

export const notesOfLines = suppliedNotes.filter((note) => note !== 27 && note !== 29)

export const isNoteOfLines = (note: number): note is NoteOfLines =>
  (notesOfLines as readonly number[]).includes(note)
