import { useMutation } from "@tanstack/solid-query"
import { api, type Page, unwrap, unwrapPage } from "~/api/server/client"
import { fetchFile, saveBlob } from "~/api/server/files"

/** Rows of one request. */
const ROWS = 200
/** Most pages of a list, so that a list that never ends cannot fill the memory. */
const PAGES_MAX = 500
/** Most invoices whose documents are contained. The table has all of them. */
const DOCUMENTS_MAX = 1_000

const README = `Your account, as it was when you downloaded this file.

account.json           the account, billing details and the email address
relays.json            your relays with their settings, also deleted ones
teams.json             relays of others that you help to run, and offers
activity.json          everything that was changed
messages.json          our messages to you
invoices.csv           all invoices
invoices/NUMBER.pdf    the document of each invoice

Messages, members and files of a relay are in its exit kit, which you download apart.
`

/** Collects everything that is stored about an account in one ZIP file, and saves it. Exit kits of relays come apart. */
export const useArchive = () =>
  useMutation(() => ({
    mutationFn: async (pubkey: string) => saveBlob(await archiveOf(pubkey), "account.zip"),
  }))

async function archiveOf(pubkey: string): Promise<Blob> {
  const path = { pubkey }
  const [{ strToU8, zip }, tenant, details, email, teams] = await Promise.all([
    import("fflate"),
    unwrap(api.GET("/tenants/{pubkey}", { params: { path } })),
    unwrap(api.GET("/tenants/{pubkey}/billing-details", { params: { path } })),
    unwrap(api.GET("/tenants/{pubkey}/email", { params: { path } })),
    unwrap(api.GET("/tenants/{pubkey}/team-relays", { params: { path } })),
  ])
  const query = (cursor: string | undefined) => ({ limit: ROWS, ...(cursor && { cursor }) })
  const relays = [
    ...(await all((cursor) =>
      unwrapPage(api.GET("/tenants/{pubkey}/relays", { params: { path, query: query(cursor) } })),
    )),
    ...(await all((cursor) =>
      unwrapPage(
        api.GET("/tenants/{pubkey}/relays", { params: { path, query: { ...query(cursor), status: "deleted" } } }),
      ),
    )),
  ]
  const activity = await all(async (cursor) => {
    const page = await unwrapPage(api.GET("/tenants/{pubkey}/activity", { params: { path, query: query(cursor) } }))
    return { ...page, rows: page.rows.activity }
  })
  const messages = await all((cursor) =>
    unwrapPage(api.GET("/tenants/{pubkey}/notices", { params: { path, query: query(cursor) } })),
  )
  const invoices = await all((cursor) =>
    unwrapPage(api.GET("/tenants/{pubkey}/invoices", { params: { path, query: query(cursor) } })),
  )
  const files: Record<string, Uint8Array> = {}
  const write = (name: string, value: unknown) => {
    files[name] = strToU8(JSON.stringify(value, undefined, 2))
  }
  files["README.txt"] = strToU8(README)
  write("account.json", { ...tenant, billing_details: details, email })
  write("relays.json", relays)
  write("teams.json", teams)
  write("activity.json", activity)
  write("messages.json", messages)
  files["invoices.csv"] = await bytesOf(`/tenants/${pubkey}/invoices/csv`)
  for (const { id, number = id } of invoices.slice(0, DOCUMENTS_MAX)) {
    files[`invoices/${number.replace(/[^\w-]/g, "_")}.pdf`] = await bytesOf(`/invoices/${id}/pdf`)
  }
  return new Promise((resolve, reject) =>
    zip(files, (fault, bytes) =>
      fault ? reject(fault) : resolve(new Blob([bytes as BlobPart], { type: "application/zip" })),
    ),
  )
}

const bytesOf = async (path: string) => new Uint8Array(await (await fetchFile(path)).arrayBuffer())

/** All rows of a list, page by page. */
async function all<T>(read: (cursor: string | undefined) => Promise<Page<T[]>>): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { rows: more, next } = await read(cursor)
    rows.push(...more)
    if (!next) break
    cursor = next
  }
  return rows
}
