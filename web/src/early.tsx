import { Route, Router } from "@solidjs/router"
import type { Component } from "solid-js"
import { renderToString } from "solid-js/web"
import { makeQueries } from "~/api/defaults"
import { QueryClientProvider } from "~/api/query"
import { hasSession } from "~/auth/session"
import { bare, layouts, member, open, operator, type PageRoute } from "~/routes"

/** Who sees a page: people who are not signed in, those who are, the operator. */
export type Audience = "guest" | "member" | "operator"
/** A page as it stands before anything was asked of the server. */
export type Drawing = { path: string; module: string; audience: Audience; html: string }
/** As the build reads the routes: each says which module it loads. */
type NamedRoute = PageRoute & { module?: string }

/** Draws every page of whoever is signed in while this runs, or those of nobody; for the build, which runs it without a browser. */
export async function drawings(): Promise<Drawing[]> {
  if (!hasSession()) return Promise.all(bare.map((route) => drawing(route, "guest")))
  const { MemberLayout, OpenLayout, OperatorLayout } = await layouts()
  return Promise.all([
    ...open.map((route) => drawing(route, "member", OpenLayout as Component)),
    ...member.map((route) => drawing(route, "member", MemberLayout as Component)),
    ...operator.map((route) => drawing(route, "operator", OperatorLayout as Component)),
  ])
}

async function drawing(
  { path, load, module = "" }: NamedRoute,
  audience: Audience,
  layout?: Component,
): Promise<Drawing> {
  const { default: page } = await load()
  const address = path.replaceAll(/:\w+/g, "_")
  const draw = () =>
    renderToString(() => (
      <QueryClientProvider client={makeQueries()}>
        <Router url={address}>
          <Route {...(layout && { component: layout })}>
            <Route path={path} component={page} />
          </Route>
        </Router>
      </QueryClientProvider>
    ))
  // Parts whose code comes on its own are sent for by the first drawing, and stand in the second.
  draw()
  await new Promise((resolve) => setTimeout(resolve))
  return { path, module, audience, html: draw() }
}
