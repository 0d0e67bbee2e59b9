import { type Accessor, createMemo, createSignal, getOwner, runWithOwner } from "solid-js"

/**
 * The edits of a form, stored apart from its source. A field without an edit follows its source, so that updates from
 * the server never overwrite the input, and the input hides no other updates.
 */
export type Edits<T extends object> = {
  value<K extends keyof T>(field: K): T[K]
  set<K extends keyof T>(field: K, value: T[K]): void
  /** Removes the edit of this field. */
  forget(field: keyof T): void
  /** All edits, also those equal to the source. */
  touched(): Partial<T>
  /** The edits that differ from the source. */
  changes(): Partial<T>
  changed(): (keyof T)[]
  /** Removes all edits. */
  undo(): void
  /** Removes edits that were saved, unless they have changed since. */
  saved(values: Partial<T>): void
}

/**
 * @param source the values without edits; may change at any time and may depend on the edits @param kept edits from an
 * earlier page
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
  /** One signal for each field, so that typing in one does not update the others. */
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
