import { describe, expect, it } from "vitest"
import { makeClient } from "~/api/http"
import type { paths } from "~/api/schema.gen"

/** A client whose requests are kept, and answered with what is given. */
function client(answer: () => Response = () => Response.json({ data: null, code: "ok" })) {
  const sent: Request[] = []
  const api = makeClient<paths>("https://caravel.example", async (request) => {
    sent.push(request.clone())
    return answer()
  })
  return { api, sent }
}

describe("the client", () => {
  it("puts values into path, query and headers", async () => {
    const { api, sent } = client()
    await api.GET("/tenants/{pubkey}/relays", {
      params: { path: { pubkey: "a/b ü" }, query: { q: "a&b", limit: 5, cursor: undefined as never } },
    })
    await api.POST("/relays/{id}/deactivate", { params: { path: { id: "1" }, header: { "Idempotency-Key": "k" } } })
    expect(sent[0]?.url).toBe("https://caravel.example/tenants/a%2Fb%20%C3%BC/relays?q=a%26b&limit=5")
    expect(sent[0]?.headers.has("Content-Type")).toBe(false)
    expect(sent[1]?.method).toBe("POST")
    expect(sent[1]?.headers.get("Idempotency-Key")).toBe("k")
    expect(await sent[1]?.text()).toBe("")
  })

  it("sends a body as JSON", async () => {
    const { api, sent } = client()
    await api.PUT("/relays/{id}", { params: { path: { id: "1" } }, body: { info_name: "Ü", policy_public_read: 1 } })
    expect(sent[0]?.headers.get("Content-Type")).toBe("application/json")
    expect(await sent[0]?.json()).toEqual({ info_name: "Ü", policy_public_read: 1 })
  })

  it("tells data from refusals, whatever a refusal looks like", async () => {
    const good = await client(() => Response.json({ data: [], code: "ok" })).api.GET("/plans")
    expect(good).toMatchObject({ data: { data: [] } })
    expect(good.error).toBeUndefined()
    const refused = client(() => Response.json({ error: "No.", code: "forbidden" }, { status: 403 }))
    expect(await refused.api.GET("/relays")).toMatchObject({ error: { code: "forbidden" } })
    const html = client(() => new Response("<h1>Bad gateway</h1>", { status: 502 }))
    expect(await html.api.GET("/plans")).toMatchObject({ error: "<h1>Bad gateway</h1>" })
  })

  it("throws for a success that is no JSON", async () => {
    await expect(client(() => new Response("<html>")).api.GET("/plans")).rejects.toThrow(SyntaxError)
  })

  it("ends with its signal", async () => {
    const { api, sent } = client()
    const end = new AbortController()
    end.abort()
    await api.GET("/plans", { signal: end.signal })
    expect(sent[0]?.signal.aborted).toBe(true)
  })
})
