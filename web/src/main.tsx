import { Route, type RoutePreloadFunc, Router } from "@solidjs/router"
import { type Component, lazy } from "solid-js"
import { render } from "solid-js/web"
import { aheadOfPages } from "~/api/ahead"
import { fetchPart } from "~/api/connection"
import { makeQueries } from "~/api/defaults"
import { QueryClientProvider } from "~/api/query"
import { account } from "~/auth/session"
import { Frame } from "~/components/frame/frame"
import { bare, type Load, layouts, member, notFound, open, operator, type PageRoute } from "~/routes"

type Layouts = Awaited<ReturnType<typeof layouts>>
const page = (load: Load) => lazy(() => fetchPart(load))
const layout = (name: keyof Layouts) =>
  lazy(() => fetchPart(layouts).then((parts): { default: Component } => ({ default: parts[name] as Component })))

const MemberLayout = layout("MemberLayout")
const OperatorLayout = layout("OperatorLayout")
const OpenLayout = layout("OpenLayout")
const NotFound = page(notFound)

const queries = makeQueries()
const ahead = aheadOfPages(queries, () => account()?.pubkey)

/** Only for who goes there: a pointer that passes over a link fetches the page's code and asks the server nothing. */
const onGoing =
  (what: PageRoute["ahead"]): RoutePreloadFunc =>
  ({ params, intent }) => {
    if (what && intent !== "preload") ahead[what](params.id)
  }
const pages = (routes: readonly PageRoute[]) =>
  routes.map((route) => <Route path={route.path} component={page(route.load)} preload={onGoing(route.ahead)} />)

/** What the build drew of the page (`pages.ts`) is seen until the page itself stands there. */
function followDrawing(root: HTMLElement) {
  const drawing = document.getElementById("early")
  if (!drawing) return
  const look = new MutationObserver(() => {
    if (!root.querySelector("main > :not(.appear-late)")) return
    look.disconnect()
    drawing.remove()
  })
  look.observe(root, { childList: true, subtree: true })
}

const root = document.getElementById("root")
if (root) {
  root.replaceChildren()
  followDrawing(root)
  render(
    () => (
      <QueryClientProvider client={queries}>
        <Router root={Frame} scrollRestoration>
          {pages(bare)}
          <Route component={OpenLayout}>{pages(open)}</Route>
          <Route component={MemberLayout}>{pages(member)}</Route>
          <Route component={OperatorLayout}>{pages(operator)}</Route>
          <Route component={OpenLayout}>
            <Route path="*" component={NotFound} />
          </Route>
        </Router>
      </QueryClientProvider>
    ),
    root,
  )
}
