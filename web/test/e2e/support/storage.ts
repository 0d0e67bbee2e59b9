import type { Page } from "playwright-core"

/**
 * Everything a page keeps in the browser, as one text: local and session storage, cookies, the address, and all databases with
 * the bytes of what is in them in hex and as text. A key that is not to be kept must not occur in it in any writing.
 */
export const keptByThePage = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
    const told = (value: unknown): unknown => {
      if (value instanceof CryptoKey) return { extractable: value.extractable, algorithm: value.algorithm.name }
      const bytes =
        value instanceof ArrayBuffer ? new Uint8Array(value) : value instanceof Uint8Array ? value : undefined
      if (bytes) return { hex: hex(bytes), text: new TextDecoder().decode(bytes), list: [...bytes].join() }
      if (typeof value !== "object" || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, told(inner)]))
    }
    const databases: unknown[] = []
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ""))
      for (const store of database.objectStoreNames) {
        const values = await settled(database.transaction(store).objectStore(store).getAll())
        databases.push({ name, store, values: values.map(told) })
      }
      database.close()
    }
    return JSON.stringify({
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookies: document.cookie,
      address: location.href,
      state: history.state,
      databases,
    })
  })
