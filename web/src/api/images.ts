import { queryOptions, useQuery } from "@tanstack/solid-query"
import { send } from "~/api/server/client"
import { keys } from "~/api/server/keys"

/** A picture may be a day old: it is somebody else's, and asking again tells them nothing new. */
const FRESH_MS = 24 * 60 * 60 * 1000
const HTTPS = /^https:\/\//

/** Whether this is an address that a picture is asked for. */
export const isFetched = (url: string | undefined) => HTTPS.test(url ?? "")

/**
 * The bytes of somebody else's picture, through our server. Nothing is asked for without an https address. It is not an
 * error that a picture is missing; whoever shows it has something to show instead.
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
