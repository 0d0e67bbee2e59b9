import { batch, createSignal } from "solid-js"
import { endSession, fetchIdentity } from "~/api/identity"
import { ApiError, api, takeTokensFrom, unwrap } from "~/api/server/client"
import { text } from "~/i18n/en/common"
import { forgetDrafts, type Held, openTabs, readHeld, type TabMessage, writeHeld } from "./session-store"
import { type EventTemplate, type Signer, SignerError } from "./signer"

/** How long the server takes a session token, in seconds (api.md). */
const TOKEN_SECONDS = 30 * 60
/** How long before its end a token is renewed, in seconds. */
const RENEW_EARLY_SECONDS = 60
/** How long another tab is waited for, in milliseconds. */
const TAB_WAIT_MS = 200
/** A slow signer app in another tab is waited for longer, in milliseconds. */
const TAB_SIGN_WAIT_MS = 3_000
/** Signing out waits this long for the server at most, in milliseconds. */
const END_WAIT_MS = 3_000
const HTTP_AUTH_KIND = 27_235

/** Whoever is signed in here. */
export type Account = { pubkey: string; isAdmin: boolean; kind: Signer["kind"] }

/** Why nobody is signed in any more, where it was not their own wish. */
export type Departure = "switched" | "elsewhere"

/** `replaced`: another tab signed in as somebody else, and what this one shows is not theirs. */
export type AccountListener = (account: Account | undefined, replaced: boolean) => void

const [held, setHeld] = createSignal(readHeld())
const [account, setAccount] = createSignal(accountOf(held()), { equals: sameAccount })
const [locked, setLocked] = createSignal(false)
const [settled, setSettled] = createSignal(held() !== undefined)
const [departure, setDeparture] = createSignal<Departure>()

let signer: Signer | undefined
let renewal: Promise<string> | undefined
let unlocking: { resolve: (signer: Signer) => void; reject: (reason: Error) => void } | undefined
/** Somebody closed the unlock dialog: what runs in the background does not open it again. */
let declined = false
/** The session is being ended: nothing in the background asks with its token any more. */
let ending = false
let hearHeld: (() => void) | undefined
const listeners = new Set<AccountListener>()

export { account, departure }
/** The token is over and the key is not in memory: the shell shows the unlock dialog. */
export const needsSigner = locked
/** False until the other tabs had their chance to say that somebody is signed in. */
export const sessionSettled = settled
export const hasSession = () => account() !== undefined

/** Hears of every sign-in, sign-out and change of account, in any tab; returns how to stop. */
export function onAccountChange(listener: AccountListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Signs in with this signer: one signature, then the server says who that is. Nobody is signed in once the signal aborts.
 *
 * @throws SignerError where the signer did not sign, ApiError where the server refused
 */
export async function signIn(chosen: Signer, signal?: AbortSignal): Promise<Account> {
  const { authorization, until } = await signToken(chosen, signal)
  const identity = await fetchIdentity(authorization)
  if (signal?.aborted) throw new SignerError("cancelled", text.errors.cancelled)
  if (signer && signer !== chosen) await signer.close().catch(() => {})
  signer = chosen
  declined = false
  hold({ authorization, until, pubkey: identity.pubkey, isAdmin: identity.is_admin, kind: chosen.kind })
  tabs.tell({ say: "held", held: held() as Held })
  unlocking?.resolve(chosen)
  return account() as Account
}

/** Ends the session everywhere: at the server, in every tab, in the signer, in what this browser kept. */
export async function signOut(): Promise<void> {
  const leaving = held()
  if (!leaving) return
  // First of all, so that no other tab asks with a token that has just ended.
  tabs.tell({ say: "over" })
  ending = true
  if (leaving.until > nowSeconds()) await bounded(endSession(leaving.authorization), END_WAIT_MS)
  const forget = import("./restore").then((restore) => restore.forgetSigner(leaving.kind, leaving.pubkey))
  await bounded(Promise.all([forget, signer?.close()]), END_WAIT_MS)
  signer = undefined
  ending = false
  leave(undefined)
}

/** The unlock dialog found the key. @throws SignerError where it is another account's */
export function unlock(found: Signer) {
  if (found.pubkey !== held()?.pubkey) throw new SignerError("wrong-answer", text.errors.otherKey)
  signer = found
  declined = false
  setLocked(false)
  unlocking?.resolve(found)
}

/** The unlock dialog was closed without a key: what waited for it fails with its sentence. */
export function declineUnlock() {
  declined = true
  setLocked(false)
  unlocking?.reject(new ApiError(text.errors.locked, "locked"))
}

/**
 * The value of the `Authorization` header, or nothing where nobody is signed in. Parallel calls share one signature; a token
 * is renewed a minute before its end.
 *
 * @param forAction somebody asked for this just now, so that a dialog may open even after they closed it
 * @throws ApiError `locked` where the key is needed and was not given, or the signer's own sentence
 */
export async function authorization(forAction = true): Promise<string | undefined> {
  if (ending) throw new ApiError(text.errors.expired, "expired")
  const now = held()
  if (!now) return undefined
  if (now.until - nowSeconds() > RENEW_EARLY_SECONDS) return now.authorization
  renewal ??= renew(forAction).finally(() => {
    renewal = undefined
  })
  return renewal
}

/** Whether the key can be used without asking anybody to unlock it; an extension or an app may still ask. */
export const hasSigner = () => signer !== undefined || (held() !== undefined && held()?.kind !== "key")

/**
 * Whoever holds the key of this account, for something that somebody asked for just now: opens the unlock dialog where the
 * key is not in memory.
 *
 * @throws ApiError `locked` where it was not unlocked, `expired` where nobody or somebody else is signed in
 */
export async function signerForAction(): Promise<Signer> {
  const found = signer ?? (await restored()) ?? (await askForSigner(true))
  if (found.pubkey === held()?.pubkey) return found
  switchedTo(found)
  throw new ApiError(text.errors.expired, "expired")
}

async function renew(forAction: boolean): Promise<string> {
  if (!signer && (await askTabs())) return (held() as Held).authorization
  const found = signer ?? (await restored()) ?? (await askForSigner(forAction))
  const before = held()
  if (!before) throw new ApiError(text.errors.expired, "expired")
  if (found.pubkey !== before.pubkey) {
    switchedTo(found)
    throw new ApiError(text.errors.expired, "expired")
  }
  if (declined && !forAction) throw new ApiError(text.errors.locked, "locked")
  const token = await signToken(found).catch((failure: unknown) => {
    declined = true
    throw failure instanceof SignerError ? new ApiError(failure.message, "locked") : failure
  })
  declined = false
  hold({ ...before, ...token })
  tabs.tell({ say: "held", held: held() as Held })
  return token.authorization
}

async function signToken(by: Signer, signal?: AbortSignal): Promise<{ authorization: string; until: number }> {
  const info = await unwrap(api.GET("/info"))
  const at = nowSeconds()
  const template: EventTemplate = {
    kind: HTTP_AUTH_KIND,
    created_at: at,
    // The nonce keeps a token of the same second from being one that was signed out.
    tags: [
      ["u", info.server_url],
      ["nonce", crypto.randomUUID()],
    ],
    content: "",
  }
  const { id, pubkey, created_at, kind, tags, content, sig } = await by.sign(template, signal)
  const event = JSON.stringify({ id, pubkey, created_at, kind, tags, content, sig })
  return { authorization: `Nostr ${btoa(event)}`, until: at + TOKEN_SECONDS }
}

/** The signer of an earlier page, where nobody needs to be asked. */
async function restored(): Promise<Signer | undefined> {
  const whose = held()
  if (!whose) return undefined
  const { restoreSigner } = await import("./restore")
  const found = await restoreSigner(whose.kind, whose.pubkey).catch(() => undefined)
  if (found && found.pubkey === held()?.pubkey) signer = found
  return found
}

function askForSigner(forAction: boolean): Promise<Signer> {
  if (declined && !forAction) return Promise.reject(new ApiError(text.errors.locked, "locked"))
  setLocked(true)
  return new Promise<Signer>((resolve, reject) => {
    unlocking = { resolve, reject }
  }).finally(() => {
    unlocking = undefined
    setLocked(false)
  })
}

/** Whether another tab, which has the key, gave a fresh token. */
async function askTabs(): Promise<boolean> {
  const whose = held()
  if (!whose) return false
  const heard = new Promise<void>((resolve) => {
    hearHeld = resolve
  })
  tabs.tell({ say: "sign", pubkey: whose.pubkey })
  await bounded(heard, tabsKnown ? TAB_SIGN_WAIT_MS : TAB_WAIT_MS)
  hearHeld = undefined
  return (held()?.until ?? 0) - nowSeconds() > RENEW_EARLY_SECONDS
}

/** Another tab has answered before: there is somebody to wait for. */
let tabsKnown = false

function hear(message: TabMessage) {
  const own = held()
  if (message.say === "who") {
    if (own) tabs.tell({ say: "held", held: own })
  } else if (message.say === "over") {
    if (!own) return
    signer?.close().catch(() => {})
    signer = undefined
    leave("elsewhere")
  } else if (message.say === "sign") {
    if (own?.pubkey === message.pubkey && signer)
      authorization(false).then(
        () => tellHeld(),
        () => {},
      )
  } else {
    tabsKnown = true
    adopt(message.held)
  }
}

const tellHeld = () => {
  const own = held()
  if (own) tabs.tell({ say: "held", held: own })
}

function adopt(theirs: Held) {
  const own = held()
  if (own && own.pubkey === theirs.pubkey && own.until >= theirs.until) return
  const replaced = own !== undefined && own.pubkey !== theirs.pubkey
  if (replaced) {
    signer?.close().catch(() => {})
    signer = undefined
  }
  hold(theirs, replaced)
  setSettled(true)
  hearHeld?.()
}

function switchedTo(other: Signer) {
  other.close().catch(() => {})
  signer = undefined
  tabs.tell({ say: "over" })
  leave("switched")
}

function hold(next: Held, replaced = false) {
  const before = account()
  writeHeld(next)
  batch(() => {
    setHeld(next)
    setDeparture(undefined)
    setSettled(true)
    setAccount(accountOf(next))
  })
  if (!sameAccount(before, account())) for (const listener of listeners) listener(account(), replaced)
}

function leave(why: Departure | undefined) {
  writeHeld(undefined)
  forgetDrafts()
  unlocking?.reject(new ApiError(text.errors.expired, "expired"))
  for (const listener of listeners) listener(undefined, false)
  batch(() => {
    setHeld(undefined)
    setDeparture(why)
    setLocked(false)
    setAccount(undefined)
  })
}

/** Looks whether the extension holds another account now; on focus, because people switch there and come back. */
async function checkAccount() {
  const own = held()
  if (own?.kind !== "extension" || document.visibilityState === "hidden") return
  const extension = signer ?? (await restored())
  const now = extension?.current ? await extension.current().catch(() => undefined) : extension?.pubkey
  if (extension && now && now !== held()?.pubkey && held()) switchedTo(extension)
}

function accountOf(from: Held | undefined): Account | undefined {
  return from && { pubkey: from.pubkey, isAdmin: from.isAdmin, kind: from.kind }
}

function sameAccount(one: Account | undefined, other: Account | undefined): boolean {
  return one?.pubkey === other?.pubkey && one?.isAdmin === other?.isAdmin && one?.kind === other?.kind
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Waits for this, but not for ever; an accident is as good as an answer. */
async function bounded(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work.catch(() => {}), over])
  clearTimeout(timer)
}

/** A token refused right after it was signed is not renewed: the next would be refused for the same reason. */
function refused(value: string) {
  const own = held()
  if (own?.authorization !== value) return
  if (own.until - nowSeconds() < TOKEN_SECONDS - RENEW_EARLY_SECONDS) hold({ ...own, until: 0 })
}

const tabs = openTabs(hear)
takeTokensFrom({ authorization, refused })
if (typeof window !== "undefined") {
  window.addEventListener("focus", () => void checkAccount())
  if (!held()) {
    tabs.tell({ say: "who" })
    setTimeout(() => setSettled(true), TAB_WAIT_MS)
  }
}
