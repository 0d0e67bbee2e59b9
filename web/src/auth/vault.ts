import type { RemoteSession } from "./nip46"

/**
 * What this device remembers between visits, in IndexedDB: the session with a signer app, encrypted under a key that the
 * browser gives to nobody (against theft of the disk or of a backup, not against code in this page), and a key file's line,
 * which its password protects. Never a key by itself.
 */
const DATABASE = "caravel"
const STORE = "vault"

export type LockedKey = { pubkey: string; locked: string; name: string }

type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer; user: string }

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  return settled(request)
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    const transaction = database.transaction(STORE, mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    const result = await settled(work(transaction.objectStore(STORE)))
    await done
    return result
  } finally {
    database.close()
  }
}

const read = <T>(name: string): Promise<T | undefined> => inStore("readonly", (store) => store.get(name))
const write = (name: string, value: unknown) => inStore("readwrite", (store) => store.put(value, name))
const erase = (name: string) => inStore("readwrite", (store) => store.delete(name))

/** Some browsers have no database in private windows: then nothing is remembered, and everything else works. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

async function sealingKey(): Promise<CryptoKey> {
  const kept = await read<CryptoKey>("sealing-key")
  if (kept) return kept
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
  await write("sealing-key", made)
  return made
}

/** Remembers a session with a signer app, so that a reload goes on without asking. */
export const keepRemote = (session: RemoteSession) =>
  orNothing(async () => {
    const { clientKey, signer, user, relays } = session
    const plain = new TextEncoder().encode(JSON.stringify({ clientKey: [...clientKey], signer, user, relays }))
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(), plain)
    plain.fill(0)
    await write("remote", { iv, data, user } satisfies Sealed)
  })

/** The remembered session with a signer app, of this person or of whoever it is, if there is one and it can be read. */
export const keptRemote = (user?: string): Promise<RemoteSession | undefined> =>
  orNothing(async () => {
    const sealed = await read<Sealed>("remote")
    if (!sealed || (user !== undefined && sealed.user !== user)) return undefined
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await sealingKey(), sealed.data)
    const session = JSON.parse(new TextDecoder().decode(plain))
    return { ...session, clientKey: Uint8Array.from(session.clientKey) }
  })

export const forgetRemote = () => orNothing(() => erase("remote"))

/** Remembers the locked key (never the key), so that only its password is asked next time. */
export const keepLockedKey = (key: LockedKey) => orNothing(() => write("locked-key", key))

export const keptLockedKey = () => orNothing(() => read<LockedKey>("locked-key"))

export const forgetLockedKey = () => orNothing(() => erase("locked-key"))

/** Forgets everything on this device, for "log out everywhere". */
export const wipe = () => orNothing(() => inStore("readwrite", (store) => store.clear()))
