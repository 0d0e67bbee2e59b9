import { queryOptions } from "@tanstack/solid-query"
import { send } from "~/api/server/client"
import { keys } from "~/api/server/keys"
import { useQuery } from "~/api/server/query"

/** A cached picture is fresh for a day. */
const FRESH_MS = 24 * 60 * 60 * 1000
const HTTPS = /^https:\/\//

/** Whether the picture of this address is fetched. */
export const isFetched = (url: string | undefined) => HTTPS.test(url ?? "")

/**
 * A picture of another server, fetched by this server. Only `https` addresses are fetched. A missing picture is no
 * error; the caller shows a replacement.
 */
export const usePicture = (url: () => string | undefined) => useQuery(() => pictureQuery(url()))

const pictureQuery = (url: string | undefined) =>
  queryOptions({
    queryKey: keys.picture(url ?? ""),
    enabled: isFetched(url),
    queryFn: ({ signal }) => fetchPicture(url ?? "", signal),
    staleTime: FRESH_MS,
    retry: false,
    throwOnError: false,
  })

async function fetchPicture(url: string, signal: AbortSignal): Promise<Blob> {
  const address = new URL(`/images?url=${encodeURIComponent(url)}`, globalThis.location.origin)
  const answer = await send(new Request(address, { signal, headers: { Accept: "image/*" } }))
  if (!answer.ok) throw new Error(`No picture: ${answer.status}`)
  return answer.blob()
}
