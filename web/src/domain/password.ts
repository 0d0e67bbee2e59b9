/** Shortest password for a key. Nothing slows an attacker who has the file. */
export const PASSWORD_LEAST = 12
const STRONG_FROM = 16
/** A password with fewer different characters is a pattern. */
const DIFFERENT_LEAST = 6
const COMMON = /(password|passwort|qwert|asdf|letmein|iloveyou|welcome|123456|abcdef|111111|000000)/gi

/** How well a password resists an attacker who has the file. `weak` and `short` are refused. */
export type Strength = { word: "short"; missing: number } | { word: "weak" | "fair" | "strong" }

/** Rates length and variety. `name` is public, so it does not count. */
export function strengthOf(password: string, name = ""): Strength {
  const letters = [...password]
  if (letters.length < PASSWORD_LEAST) return { word: "short", missing: PASSWORD_LEAST - letters.length }
  const known = name.trim()
  const own = known.length > 2 ? password.toLowerCase().split(known.toLowerCase()).join("") : password
  const rest = own.replace(COMMON, "")
  if (new Set(rest).size < DIFFERENT_LEAST || isRun(rest)) return { word: "weak" }
  return { word: letters.length >= STRONG_FROM && [...rest].length >= PASSWORD_LEAST ? "strong" : "fair" }
}

/** Whether it is mostly a sequence: "abcdefghijkl", "123456789012". */
function isRun(value: string): boolean {
  const codes = [...value].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = codes.filter((code, at) => at > 0 && Math.abs(code - (codes[at - 1] ?? 0)) <= 1)
  return steps.length > codes.length * 0.6
}
