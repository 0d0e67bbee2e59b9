import type { Person } from "./people"
import type { Looks } from "./visitor"

/** How somebody looks who signed in a moment ago: the token stands where a reload of the page finds it. */
export async function signedIn(person: Person, isAdmin = false, url?: string): Promise<Looks> {
  const held = {
    authorization: await person.token(url),
    pubkey: person.pubkey,
    isAdmin,
    kind: "key",
    until: Math.floor(Date.now() / 1000) + 25 * 60,
  }
  const before = `if (location.origin !== "null" && !sessionStorage.getItem("session")) sessionStorage.setItem("session", ${JSON.stringify(JSON.stringify(held))})`
  return { before, ...(url ? { url } : {}) }
}
