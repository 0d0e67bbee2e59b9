import { expect, it } from "vitest"
import { ApiError } from "~/api/server/client"
import { createOnce } from "~/api/server/once"

it("repeats a request under its key only after an answer that was lost", async () => {
  const once = createOnce()
  const keys: string[] = []
  const send = (body: unknown, refusal?: Error) =>
    once(body, async (header) => {
      keys.push(header["Idempotency-Key"])
      if (refusal) throw refusal
    }).catch(() => {})
  const lost = new ApiError("No answer", "unreachable")
  await send({ amount: 1 }, lost)
  await send({ amount: 1 }, lost)
  await send({ amount: 2 }, lost)
  await send({ amount: 2 }, new ApiError("A refund is on its way", "conflict", { status: 409 }))
  await send({ amount: 2 })
  await send({ amount: 2 })
  const [first, second, third, fourth, fifth, sixth] = keys
  expect(second).toBe(first)
  expect(third).not.toBe(second)
  expect(fourth).toBe(third)
  expect(new Set([fourth, fifth, sixth]).size).toBe(3)
})
