import { ApiError, sendSigned } from "./client"

/** How long the address of a saved file is kept, in milliseconds. */
const KEPT_MS = 60_000

/** Reads a file of the API. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await sendSigned(new Request(new URL(path, location.origin), { headers: { Accept: "*/*" } }))
  if (!response.ok) throw await fileRefusal(response)
  return response.blob()
}

/** Saves bytes as a file of this name. */
export function saveBlob(content: Blob, name: string) {
  const url = URL.createObjectURL(content)
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}

/** The problem in a response without a file. */
export async function fileRefusal(response: Response): Promise<ApiError> {
  const { error = "", code = "unreadable" } = (await response.json().catch(() => ({}))) as {
    error?: string
    code?: string
  }
  return new ApiError(error, code, { status: response.status })
}
