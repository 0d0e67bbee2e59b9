import type { RemoteSession } from "./nip46"

/**
 * What this device stores between visits, in IndexedDB: the session with a signer app, encrypted with a key that the
 * browser does not export (protects against theft of the disk, not against code in this page), and a key file's line,
 * which is password-protected. Never a bare key.
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

/** Some browsers have no database in private windows. Then nothing is stored, and everything else works. */
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

/** Stores a session with a signer app, so that a reload resumes it. */
export const keepRemote = (session: RemoteSession) =>
  orNothing(async () => {
    const { clientKey, signer, user, relays } = session
    const plain = new TextEncoder().encode(JSON.stringify({ clientKey: [...clientKey], signer, user, relays }))
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(), plain)
    plain.fill(0)
    await write("remote", { iv, data, user } satisfies Sealed)
  })

/** The stored session with a signer app, of this person or of any, if it is readable. */
export const keptRemote = (user?: string): Promise<RemoteSession | undefined> =>
  orNothing(async () => {
    const sealed = await read<Sealed>("remote")
    if (!sealed || (user !== undefined && sealed.user !== user)) return undefined
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await sealingKey(), sealed.data)
    const session = JSON.parse(new TextDecoder().decode(plain))
    return { ...session, clientKey: Uint8Array.from(session.clientKey) }
  })

export const forgetRemote = () => orNothing(() => erase("remote"))

/** Stores the encrypted key, so that only its password is needed next time. */
export const keepLockedKey = (key: LockedKey) => orNothing(() => write("locked-key", key))

export const keptLockedKey = () => orNothing(() => read<LockedKey>("locked-key"))

export const forgetLockedKey = () => orNothing(() => erase("locked-key"))

/** Forgets everything on this device, for "log out everywhere". */
export const wipe = () => orNothing(() => inStore("readwrite", (store) => store.clear()))
