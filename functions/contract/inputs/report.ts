import * as z from 'zod'
import { isInstant } from '../../../domain/calendar/dates.ts'
import { isNoteOfLines, type NoteOfLines, notesOfLines } from '../../../domain/report/return-notes.ts'
import { hasSubForm, type SubFormNote, subFormNotes } from '../../../domain/report/sub-form.ts'
import { date, formatted } from './fields.ts'

/** The first and the last day of a report; the domain checks what they mean. */
export const reportDays = { from: date, to: date }

export const instant = formatted.refine(
  isInstant,
  'is not an instant: ISO 8601 in UTC, such as 2026-06-30T18:00:00Z',
)

export const subFormNote = z
  .int()
  .refine(hasSubForm, `is not a note with a sub-form: ${subFormNotes.join(', ')}`)
  .transform((note) => note as SubFormNote)

export const noteOfLines = z
  .int()
  .refine(isNoteOfLines, `is not a note that lines of documents make up: ${notesOfLines.join(', ')}`)
  .transform((note) => note as NoteOfLines)
