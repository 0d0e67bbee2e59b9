import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/solid-query"
import { api, unwrap } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import type { components } from "../schema.gen"

export type Files = components["schemas"]["Files"]
export type StoredFile = components["schemas"]["File"]
export type FileSort = "size" | "time"

/** The code of the answer of a relay host that does not report its files. */
export const FILES_UNSUPPORTED = "files-unsupported"

/** Interval of reading the files while the page is visible: uploads on the relay itself send no event. */
const LOOK_AGAIN_MS = 15_000

type Asked = { id: string; sort: FileSort; enabled: boolean }

/** The files of a relay with its usage, in pages. Read again while the page is visible. */
export const useFiles = (asked: () => Asked) =>
  useInfiniteQuery(() => {
    const { id, sort, enabled } = asked()
    return {
      queryKey: [...keys.relayFiles(id), sort] as const,
      queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) =>
        unwrap(
          api.GET("/relays/{id}/files", {
            params: { path: { id }, query: { sort, ...(pageParam && { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: "",
      getNextPageParam: (last: Files) => last.next ?? undefined,
      enabled,
      refetchInterval: LOOK_AGAIN_MS,
    }
  })

/** Deletes a file for all its owners. */
export function useDeleteFile(id: () => string) {
  const client = useQueryClient()
  return useMutation(() => ({
    mutationFn: (hash: string) =>
      unwrap(api.DELETE("/relays/{id}/files/{hash}", { params: { path: { id: id(), hash } } })),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.relayFiles(id()) }),
        client.invalidateQueries({ queryKey: keys.relayActivity(id()) }),
      ]),
  }))
}
