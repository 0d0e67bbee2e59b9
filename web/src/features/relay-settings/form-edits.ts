import { type Accessor, createMemo, createSignal, getOwner, runWithOwner } from "solid-js"

/**
 * What somebody changed in a form, kept apart from what it shows otherwise. A field that was not touched follows its source, so
 * that news from the server never overwrites what was typed, and what was typed never hides other news.
 */
export type Edits<T extends object> = {
  value<K extends keyof T>(field: K): T[K]
  set<K extends keyof T>(field: K, value: T[K]): void
  /** Goes back to the source for this field. */
  forget(field: keyof T): void
  /** What was touched, also where it equals the source again. */
  touched(): Partial<T>
  /** What differs from the source now. */
  changes(): Partial<T>
  changed(): (keyof T)[]
  /** Forgets everything. */
  undo(): void
  /** These values were saved: they are no edits any more, unless somebody typed on meanwhile. */
  saved(values: Partial<T>): void
}

/**
 * @param source what the form shows where nothing was touched; it may change at any time, also with what was touched
 * @param kept what was touched before, on an earlier page
 */
export function createEdits<T extends object>(source: (touched: Partial<T>) => T, kept: Partial<T> = {}): Edits<T> {
  const [touched, setTouched] = createSignal<Partial<T>>(kept)
  const without = (values: Partial<T>, leave: (field: keyof T) => boolean) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => !leave(field as keyof T))) as Partial<T>
  const followed = createMemo(() => source(touched()))
  const changes = createMemo(() => {
    const now = followed()
    return without(touched(), (field) => touched()[field] === now[field])
  })
  const owner = getOwner()
  /** One for each field that is shown: a letter typed into one of them is no news to the others. */
  const values = new Map<keyof T, Accessor<unknown>>()
  const memoOf = (field: keyof T) => {
    const known = values.get(field)
    if (known) return known
    const value = () => (field in touched() ? touched()[field] : followed()[field])
    const kept = runWithOwner(owner, () => createMemo(value)) ?? value
    values.set(field, kept)
    return kept
  }
  return {
    value: <K extends keyof T>(field: K) => memoOf(field)() as T[K],
    set: (field, value) => setTouched((before) => ({ ...before, [field]: value })),
    forget: (field) => setTouched((before) => without(before, (one) => one === field)),
    touched,
    changes,
    changed: () => Object.keys(changes()) as (keyof T)[],
    undo: () => setTouched(() => ({})),
    saved: (values) =>
      setTouched((before) => without(before, (field) => field in values && before[field] === values[field])),
  }
}
