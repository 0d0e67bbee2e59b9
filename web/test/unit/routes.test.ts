import { expect, it } from "vitest"
import { paths } from "~/paths"
import { bare, codeOf, layouts, member, notFound, open, operator } from "~/routes"

it("finds the code of every page by its address, and no other page's", () => {
  for (const { path, load } of bare) expect(codeOf(path)).toEqual([load])
  for (const { path, load } of [...open, ...member, ...operator]) {
    expect(codeOf(path.replace(/:\w+/, "0f")), path).toEqual([layouts, load])
  }
})

it("takes a fixed address before one that any id leads to, and what leads nowhere for a page that is not there", () => {
  expect(codeOf(paths.newRelay)).toEqual([layouts, open[0]?.load])
  expect(codeOf("/relays/")).toEqual(codeOf(paths.relays))
  for (const nowhere of ["/nothing", "/relays/1/2/3", "/admin/relays/1/edit/more"]) {
    expect(codeOf(nowhere)).toEqual([layouts, notFound])
  }
})
