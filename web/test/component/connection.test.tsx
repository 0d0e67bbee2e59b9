import { render, screen, waitFor } from "@solidjs/testing-library"
import userEvent from "@testing-library/user-event"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { api, unwrap } from "~/api/server/client"
import { answered, appIsStale, connection, fetchPart, onRecovery, unanswered } from "~/api/server/connection"
import { isSilence, makeQueries } from "~/api/server/defaults"
import { ConnectionBar } from "~/components/frame/connection"
import { wayBack } from "~/components/frame/way-back"

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}

describe("the connection", () => {
  const realFetch = globalThis.fetch
  let there = true
  beforeEach(() => {
    there = true
    globalThis.fetch = async () => {
      if (!there) throw new TypeError("Failed to fetch")
      return Response.json({ data: [], code: "ok" })
    }
  })
  afterEach(() => {
    answered()
    globalThis.fetch = realFetch
  })
  const ask = () => unwrap(api.GET("/plans"))

  it("is said to be lost once it stays so, and found again without anybody's help", async () => {
    render(() => <ConnectionBar />)
    const bar = screen.getByRole("status")
    expect(bar).toBeEmptyDOMElement()
    let recovered = 0
    const forget = onRecovery(() => recovered++)
    there = false
    await expect(ask()).rejects.toMatchObject({ code: "unreachable", status: 0 })
    expect(bar).toBeEmptyDOMElement()
    await waitFor(() => expect(bar).toHaveTextContent(/isn’t responding\. What you see is from \d\d:\d\d/), {
      timeout: 4_000,
    })
    there = true
    await waitFor(() => expect(connection().up).toBe(true), { timeout: 8_000 })
    expect(bar).toBeEmptyDOMElement()
    expect(recovered).toBe(1)
    forget()
  }, 20_000)

  it("is looked for at once when somebody asks", async () => {
    render(() => <ConnectionBar />)
    there = false
    unanswered()
    const now = await screen.findByRole("button", { name: "Try now" }, { timeout: 4_000 })
    there = true
    await userEvent.click(now)
    await waitFor(() => expect(screen.getByRole("status")).toBeEmptyDOMElement())
  }, 20_000)

  it("is not lost by a refusal, nor by a request that was called off", async () => {
    globalThis.fetch = async () => Response.json({ error: "No.", code: "internal" }, { status: 500 })
    await expect(ask()).rejects.toMatchObject({ message: "No.", code: "internal", status: 500 })
    globalThis.fetch = async () => {
      throw new DOMException("gone", "AbortError")
    }
    await expect(ask()).rejects.toMatchObject({ name: "AbortError" })
    expect(connection().up).toBe(true)
  })

  it("waits with a part of the app until the server is back", async () => {
    there = false
    let tries = 0
    const part = fetchPart(async () => {
      tries++
      if (!there) throw new TypeError("Failed to fetch dynamically imported module")
      return "part"
    })
    await waitFor(() => expect(tries).toBe(1))
    there = true
    await expect(part).resolves.toBe("part")
  }, 20_000)

  it("offers a reload, and keeps the page, where the server does not have a part any more", async () => {
    let tries = 0
    let settled = false
    void fetchPart(async () => {
      tries++
      throw new TypeError("Failed to fetch dynamically imported module")
    }).finally(() => {
      settled = true
    })
    await waitFor(() => expect(appIsStale()).toBe(true))
    expect(tries, "asked once more before it is said").toBe(2)
    expect(settled, "nothing that could take the page away").toBe(false)
  })
})

describe("a failed question", () => {
  const realFetch = globalThis.fetch
  afterEach(() => {
    globalThis.fetch = realFetch
  })
  const failed = async (answer: Response) => {
    globalThis.fetch = async () => answer
    return unwrap(api.GET("/plans")).catch((error: unknown) => error)
  }

  it("says in how many seconds it may be asked again", async () => {
    const error = await failed(
      Response.json({ error: "x", code: "too-many-requests" }, { status: 429, headers: { "Retry-After": "7" } }),
    )
    expect(error).toMatchObject({ message: expect.stringContaining("in 7 seconds"), retryAfter: 7, status: 429 })
  })

  it("names the field at fault", async () => {
    const error = await failed(Response.json({ error: "Taken.", code: "invalid", field: "subdomain" }, { status: 422 }))
    expect(error).toMatchObject({ message: "Taken.", field: "subdomain" })
  })

  it("has a sentence where the answer cannot be read", async () => {
    expect(await failed(new Response("<html>"))).toMatchObject({ code: "unreadable" })
    expect(await failed(new Response("<html>", { status: 500 }))).toMatchObject({ code: "unreadable", status: 500 })
  })

  it("is asked until there is an answer, and a refusal is taken at its word", async () => {
    const silence = await failed(new Response("<html>", { status: 502 }))
    expect(isSilence(silence)).toBe(true)
    answered()
    const refusal = await failed(Response.json({ error: "No.", code: "forbidden" }, { status: 403 }))
    const retry = makeQueries().getDefaultOptions().queries?.retry as (failures: number, error: Error) => boolean
    expect(retry(50, silence as Error)).toBe(true)
    expect(retry(0, refusal as Error)).toBe(false)
  })
})

describe("the way back after login", () => {
  it("stays inside the app", () => {
    expect(wayBack("/relays/1?x=2")).toBe("/relays/1?x=2")
    for (const elsewhere of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
      "",
      undefined,
    ]) {
      expect(wayBack(elsewhere)).toBe("/relays")
    }
  })
})
