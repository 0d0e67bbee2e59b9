import type { Person } from "./people"
import type { Looks } from "./visitor"

/** The entry of a tab's storage that says that this tab has had its token. */
const SIGNED_IN = "walk.signed-in"

/**
 * The looks of a person who signed in a moment ago: the token is stored where a reload of the page finds it. Each tab
 * gets it once, so a person who logs out stays logged out.
 */
export async function signedIn(person: Person, isAdmin = false, url?: string): Promise<Looks> {
  const held = {
    authorization: await person.token(url),
    pubkey: person.pubkey,
    isAdmin,
    kind: "key",
    until: Math.floor(Date.now() / 1000) + 25 * 60,
  }
  const before = `if (location.origin !== "null" && !sessionStorage.getItem("${SIGNED_IN}")) {
    sessionStorage.setItem("${SIGNED_IN}", "yes")
    sessionStorage.setItem("session", ${JSON.stringify(JSON.stringify(held))})
  }`
  return { before, ...(url ? { url } : {}) }
}
