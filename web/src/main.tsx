import { Route, type RoutePreloadFunc, Router } from "@solidjs/router"
import { QueryClientProvider } from "@tanstack/solid-query"
import { render } from "solid-js/web"
import { makeQueries } from "~/api/server/defaults"
import { aheadOfPages } from "~/api/server/prefetch"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { bare, member, notFound, open, operator, type PageRoute } from "~/routes"
import { MemberLayout, OpenLayout, OperatorLayout } from "./layouts"
import { Frame } from "./root"
import "./styles/app.css"

const NotFound = lazyPart(notFound)

const queries = makeQueries()
const ahead = aheadOfPages(queries, () => account()?.pubkey)

/**
 * Prefetches data only on navigation: hovering over a link fetches the page's code, but sends no request to the API.
 */
const onGoing =
  (what: PageRoute["ahead"]): RoutePreloadFunc =>
  ({ params, intent }) => {
    if (what && intent !== "preload") ahead[what](params.id)
  }
const pages = (routes: readonly PageRoute[]) =>
  routes.map((route) => <Route path={route.path} component={lazyPart(route.load)} preload={onGoing(route.ahead)} />)

const root = document.getElementById("root")
if (root) {
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
