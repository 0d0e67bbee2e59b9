import { Route, Router } from "@solidjs/router"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import { lazy } from "solid-js"
import { render } from "solid-js/web"
import { paths } from "~/paths"
import "~/styles/app.css"

const Marketing = lazy(() => import("~/pages/marketing"))

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: 2 } } })

const root = document.getElementById("root")
if (root) {
  render(
    () => (
      <QueryClientProvider client={queries}>
        <Router>
          <Route path={paths.home} component={Marketing} />
          <Route path="*" component={Marketing} />
        </Router>
      </QueryClientProvider>
    ),
    root,
  )
}
