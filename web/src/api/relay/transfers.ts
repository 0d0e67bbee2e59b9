import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query"
import { ApiError, api, sendOnce, sendSigned, unwrap } from "~/api/server/client"
import { fileRefusal, saveBlob } from "~/api/server/files"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"
import type { components } from "../schema.gen"

export type Import = components["schemas"]["Import"]
type Relay = components["schemas"]["Relay"]

/** Interval of reading a running import, in case the stream is interrupted. */
const LOOK_AGAIN_MS = 5_000
const NDJSON = "application/x-ndjson"
const ZIP = "application/zip"

/** A file that the person chose to save to, in browsers that can write one while it arrives. */
type FilePicker = (options: { suggestedName: string }) => Promise<{ createWritable(): Promise<WritableStream> }>

/** The latest import of a relay, also while it runs; null if there was none. */
export const useImport = (id: () => string) => useQuery(() => importQuery(id()))

const importQuery = (id: string) =>
  queryOptions({
    queryKey: keys.relayImport(id),
    queryFn: ({ signal }) => unwrap(api.GET("/relays/{id}/import", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? LOOK_AGAIN_MS : false),
  })

/** Uploads a file of events or an exit kit. The stream reports the progress, also after a reload of the page. */
export function useImportEvents(id: () => string) {
  const queries = useQueryClient()
  return useMutation(() => ({
    mutationFn: async (file: File) => {
      const request = new Request(new URL(`/relays/${id()}/import`, location.origin), {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": file.name.endsWith(".zip") ? ZIP : NDJSON },
        body: file,
      })
      const response = await sendOnce(request)
      const answer = (await response.json()) as { data?: Import; error?: string; code?: string }
      if (!response.ok || !answer.data) {
        throw new ApiError(answer.error ?? "", answer.code ?? "unreadable", { status: response.status })
      }
      return answer.data
    },
    onSuccess: (done: Import) => {
      queries.setQueryData(keys.relayImport(id()), done)
      void queries.invalidateQueries({ queryKey: keys.relayMembers(id()) })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.relayImport(id()) }),
  }))
}

/** A file of a relay: its events, or everything that it needs elsewhere, with the relay's secret key or without. */
export type RelayFile = "events" | "kit" | "kit-with-key"

/** Saves a file of a relay. Writes it while it arrives, in browsers that can. */
export const useSaveFile = () =>
  useMutation(() => ({
    mutationFn: ({ relay, file }: { relay: Relay; file: RelayFile }) => {
      const path = `/relays/${relay.id}`
      const key = file === "kit-with-key" ? `?include_key=${encodeURIComponent(relay.subdomain)}` : ""
      return file === "events"
        ? save(`${path}/export`, `${relay.subdomain}.jsonl`)
        : save(`${path}/exit-kit${key}`, `${relay.subdomain}.zip`)
    },
  }))

/** @returns false if the person chose no file */
async function save(path: string, name: string): Promise<boolean> {
  const picker = (globalThis as { showSaveFilePicker?: FilePicker }).showSaveFilePicker
  const file = picker && (await chosen(picker, name))
  if (picker && !file) return false
  const response = await sendSigned(new Request(new URL(path, location.origin), { headers: { Accept: "*/*" } }))
  if (!response.ok || !response.body) throw await fileRefusal(response)
  if (file) await response.body.pipeTo(await file.createWritable())
  else saveBlob(await response.blob(), name)
  return true
}

async function chosen(picker: FilePicker, name: string) {
  try {
    return await picker({ suggestedName: name })
  } catch {
    return undefined
  }
}
