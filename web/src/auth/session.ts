import { batch, createSignal } from "solid-js"
import { endSession, fetchIdentity } from "~/api/identity"
import { ApiError, api, takeTokensFrom, unwrap } from "~/api/server/client"
import { text } from "~/i18n/en/common"
import { forgetDrafts, type Held, openTabs, readHeld, type TabMessage, writeHeld } from "./session-store"
import { type EventTemplate, type Signer, SignerError } from "./signer"

/** Life of a session token, in seconds (api.md). */
const TOKEN_SECONDS = 30 * 60
/** How long before its end a token is renewed, in seconds. */
const RENEW_EARLY_SECONDS = 60
/** Time limit of other tabs, in milliseconds. */
const TAB_WAIT_MS = 200
/** Time limit of a signer app in another tab, in milliseconds. */
const TAB_SIGN_WAIT_MS = 3_000
/** Time limit of the server at sign-out, in milliseconds. */
const END_WAIT_MS = 3_000
const HTTP_AUTH_KIND = 27_235

/** The signed-in account. */
export type Account = { pubkey: string; isAdmin: boolean; kind: Signer["kind"] }

/** Why the account was signed out without the person's action. */
export type Departure = "switched" | "elsewhere"

/** `replaced`: another tab signed in with another account, so this page shows the wrong data. */
export type AccountListener = (account: Account | undefined, replaced: boolean) => void

const [held, setHeld] = createSignal(readHeld())
const [account, setAccount] = createSignal(accountOf(held()), { equals: sameAccount })
const [locked, setLocked] = createSignal(false)
const [settled, setSettled] = createSignal(held() !== undefined)
const [departure, setDeparture] = createSignal<Departure>()

let signer: Signer | undefined
let renewal: Promise<string> | undefined
let unlocking: { resolve: (signer: Signer) => void; reject: (reason: Error) => void } | undefined
/** The person closed the unlock dialog, so background requests do not open it again. */
let declined = false
/** The session is ending, so background requests do not use its token. */
let ending = false
let hearHeld: (() => void) | undefined
const listeners = new Set<AccountListener>()

export { account, departure }
/** The token has expired and the key is not in memory: the shell shows the unlock dialog. */
export const needsSigner = locked
/** False until the other tabs had time to answer. */
export const sessionSettled = settled
export const hasSession = () => account() !== undefined

/**
 * Calls the listener after every sign-in, sign-out and change of account, in any tab. Returns a function that stops it.
 */
export function onAccountChange(listener: AccountListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Signs in with this signer: one signature, then the server returns the account. Does nothing once the signal aborts.
 * @throws SignerError if the signer did not sign, ApiError if the server refused
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

/** Ends the session everywhere: at the server, in every tab, in the signer, and in the browser's storage. */
export async function signOut(): Promise<void> {
  const leaving = held()
  if (!leaving) return
  // First, so that no other tab uses the ended token.
  tabs.tell({ say: "over" })
  ending = true
  if (leaving.until > nowSeconds()) await bounded(endSession(leaving.authorization), END_WAIT_MS)
  const forget = import("./restore").then((restore) => restore.forgetSigner(leaving.kind, leaving.pubkey))
  await bounded(Promise.all([forget, signer?.close()]), END_WAIT_MS)
  signer = undefined
  ending = false
  leave(undefined)
}

/** Called by the unlock dialog with the key. @throws SignerError if it belongs to another account */
export function unlock(found: Signer) {
  if (found.pubkey !== held()?.pubkey) throw new SignerError("wrong-answer", text.errors.otherKey)
  signer = found
  declined = false
  setLocked(false)
  unlocking?.resolve(found)
}

/** Called when the unlock dialog was closed without a key: waiting requests fail. */
export function declineUnlock() {
  declined = true
  setLocked(false)
  unlocking?.reject(new ApiError(text.errors.locked, "locked"))
}

/**
 * The value of the `Authorization` header, or undefined if no one is signed in. Parallel calls share one signature. A
 * token is renewed a minute before its end. @param forAction the person caused this, so the dialog may open even after
 * they closed it @throws ApiError `locked` if the key was not given, or the signer's error
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

/** Whether the key is usable without unlocking; an extension or an app may still ask. */
export const hasSigner = () => signer !== undefined || (held() !== undefined && held()?.kind !== "key")

/**
 * The signer of this account, for an action of the person. Opens the unlock dialog if the key is not in memory. @throws
 * ApiError `locked` if it was not unlocked, `expired` if another or no account is signed in
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
    // The nonce makes a token differ from a signed-out one of the same second.
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

/** The signer of an earlier visit, if it needs no person. */
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

/** Whether another tab with the key sent a new token. */
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

/** Another tab has answered before, so waiting for it is useful. */
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

/** Checks on focus whether the extension has switched to another account. */
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

/** Waits with a time limit; a failure counts as the end. */
async function bounded(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work.catch(() => {}), over])
  clearTimeout(timer)
}

/** A token that is refused right after signing is not renewed: the next would be refused too. */
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
