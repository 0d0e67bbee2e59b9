import { render, screen } from "@solidjs/testing-library"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import { Show } from "solid-js"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { usePlans } from "~/api/plans"
import { type RunningMock, startMock } from "../../mock-api/start.ts"

describe("the mock in the place of fetch", () => {
  let mock: RunningMock
  beforeEach(() => {
    mock = startMock()
  })
  afterEach(() => mock.stop())

  function Names() {
    const plans = usePlans()
    return (
      <Show when={!plans.isPending && plans.data} fallback={<p>{plans.isError ? "failed" : "waiting"}</p>}>
        {(data) => (
          <p>
            {data()
              .map((plan) => plan.name)
              .join(", ")}
          </p>
        )}
      </Show>
    )
  }
  const show = () => {
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    render(() => (
      <QueryClientProvider client={queries}>
        <Names />
      </QueryClientProvider>
    ))
  }

  it("answers what a page asks", async () => {
    show()
    expect(screen.getByText("waiting")).toBeInTheDocument()
    expect(await screen.findByText("Free, Basic, Growth, Choir, Founder")).toBeInTheDocument()
    expect(mock.asked).toEqual(["GET /plans"])
  })

  it("can be gone", async () => {
    mock.behave("down")
    show()
    expect(await screen.findByText("failed")).toBeInTheDocument()
  })
})
