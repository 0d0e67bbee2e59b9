import { render, screen, waitFor } from "@solidjs/testing-library"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import { createSignal } from "solid-js"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Avatar, initials } from "~/ui/picture/avatar"
import { Picture } from "~/ui/picture/picture"

describe("a picture of others", () => {
  const asked: string[] = []
  const alive = new Set<string>()
  const real = { fetch: globalThis.fetch, create: URL.createObjectURL, revoke: URL.revokeObjectURL }
  let answer: () => Response

  beforeEach(() => {
    asked.length = 0
    alive.clear()
    answer = () => new Response("picture", { headers: { "Content-Type": "image/png" } })
    globalThis.fetch = async (request) => {
      asked.push(decodeURIComponent(new URL((request as Request).url).search))
      return answer()
    }
    let count = 0
    URL.createObjectURL = () => {
      const url = `blob:${++count}`
      alive.add(url)
      return url
    }
    URL.revokeObjectURL = (url) => void alive.delete(url)
  })
  afterEach(() => {
    globalThis.fetch = real.fetch
    URL.createObjectURL = real.create
    URL.revokeObjectURL = real.revoke
  })

  const show = (url: () => string | undefined) =>
    render(() => (
      <QueryClientProvider client={new QueryClient()}>
        <Picture url={url()} alt="logo" fallback={<b>flag</b>} />
      </QueryClientProvider>
    ))

  it("comes through our server, stands for the fallback, and is let go of", async () => {
    const [url, setUrl] = createSignal<string | undefined>("https://else.example/logo.png")
    const { unmount } = show(url)
    expect(screen.getByText("flag")).toBeInTheDocument()
    expect(await screen.findByRole("img")).toHaveAttribute("src", "blob:1")
    expect(asked).toEqual(["?url=https://else.example/logo.png"])
    setUrl("https://else.example/other.png")
    await waitFor(() => expect(screen.getByRole("img")).toHaveAttribute("src", "blob:2"))
    expect([...alive]).toEqual(["blob:2"])
    unmount()
    expect(alive.size).toBe(0)
  })

  it("is the fallback where there is none, where it cannot be drawn, and for addresses that are not https", async () => {
    answer = () => new Response(null, { status: 404 })
    show(() => "https://else.example/gone.png")
    await waitFor(() => expect(asked).toHaveLength(1))
    expect(screen.getByText("flag")).toBeInTheDocument()
    asked.length = 0
    show(() => "http://plain.example/logo.png")
    show(() => "javascript:alert(1)")
    expect(screen.getAllByText("flag")).toHaveLength(3)
    expect(asked).toEqual([])
  })

  it("needs no fetching when it came with the text", async () => {
    show(() => "data:image/png;base64,iVBORw0KGgo=")
    const image = screen.getByRole("img")
    expect(image).toHaveAttribute("src", "data:image/png;base64,iVBORw0KGgo=")
    image.dispatchEvent(new Event("error"))
    expect(screen.getByText("flag")).toBeInTheDocument()
    expect(asked).toEqual([])
  })
})

describe("initials", () => {
  it.each([
    ["Marit", "M"],
    ["Ada Byron Lovelace", "AL"],
    ["  élise  ", "É"],
    ["🎻 Jonas", "J"],
    ["", ""],
    ["🎻", ""],
    [undefined, ""],
  ])("of %j are %s", (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it("give way to a neutral figure for a person without a name, never to digits of the key", () => {
    const { container } = render(() => <Avatar pubkey={"4f355bdc".repeat(8)} />)
    expect(container.querySelector("svg")).not.toBeNull()
    expect(container.querySelector("[data-initials]")).toBeNull()
  })
})
