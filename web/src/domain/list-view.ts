/** The parts of a list's address that say what is shown; whatever is empty is left out. */
export type Shown<K extends string> = Partial<Record<K, string>>

/** Reads what a list shows from its address; a parameter given twice counts as its first. */
export function shownIn<K extends string>(
  search: Partial<Record<string, string | string[]>>,
  names: readonly K[],
): Shown<K> {
  const shown: Shown<K> = {}
  for (const name of names) {
    const given = search[name]
    const value = (Array.isArray(given) ? given[0] : given)?.trim()
    if (value) shown[name] = value
  }
  return shown
}
